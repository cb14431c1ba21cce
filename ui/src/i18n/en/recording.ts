/** Recordings among the papers, and files that are damaged. */
export const recording = {
  facts: '{length} · {width}×{height} · {size}',
  unknownLength: 'length unknown',
  byHand: 'The platform takes no video through its interface: upload it on its web page when you submit.',
  unplayable: 'This computer cannot play it in the window. Save a copy and open it in a player.',
  save: 'Save a copy…',
  saved: 'Saved to {path} (not encrypted: delete it when done)',
  keeping: 'Keeping the recording: {done} of {total}',
  stop: 'Stop adding',
  stopped: 'Stopped; what was added stays',
  missing: 'The file of “{name}” ({hash}…) is gone',
  changed: 'The file of “{name}” ({hash}…) was changed or damaged',
  mend: 'Add the original once more to mend it; what was typed is not lost.',
}
