/** 回放: the files of a broadcast that has ended. */
export const replay = {
  title: 'Replay',
  asked: 'Updated {time}',
  fetch: 'Refresh',
  all: 'Download all ({count})',
  soon: 'Files appear about 10 minutes after the end, at about {time}; this list follows by itself.',
  none: 'The platform has no replay files of this broadcast yet.',
  notAsked: 'The replay files have not been read from the platform yet. Press Refresh.',
  off: 'Replay was not switched on for this broadcast. Switch it on in the control room, then press Refresh.',
  expires: 'expires {time}',
  playlist: 'Playlist',
  playlistText: 'For a media player',
  state: {
    listed: 'Not downloaded',
    waiting: 'Waiting',
    loading: 'Downloading',
    stopped: 'Stopped',
    saved: 'Saved',
    expired: 'Expired',
  },
  download: 'Download',
  stop: 'Stop',
  resume: 'Continue',
  discard: 'Discard',
  discardHint: 'Deletes the part that was downloaded',
  show: 'Show in folder',
  copy: 'Copy address',
}

/** Why a recording is not there. */
export const replayProblem = {
  line: 'The connection was lost; it goes on from there by itself.',
  gone: 'The platform does not have this file any more: it may have expired or been deleted. Press Refresh to try again.',
  'no-length':
    'The platform does not say how long the file is, so nobody could tell whether it is whole. It was not downloaded; please try again later.',
  'disk-full': 'The disk is full. Free some space and press Continue: it goes on from there.',
  'no-folder':
    'The folder is gone, for example on a drive that was unplugged. Put it back and press Continue, or discard and choose another folder.',
  'not-found': 'This file is not in the list any more. Press Refresh.',
}
