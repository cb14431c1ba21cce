/** Reading the platform, being without it, and what both sides changed. */
export const sync = {
  now: 'Sync now',
  running: 'Syncing…',
  at: 'Synced {time}',
  never: 'Not synced yet',
  offline: 'Platform unreachable',
  failed: 'Sync failed',
  times: 'Last sync: {last}; next by itself: {next}',
  unplanned: 'not planned',
  offlineText:
    'The platform cannot be reached. Edit and submit as usual: everything is saved here and sent by itself later.',
  offlineQueue:
    'The platform cannot be reached. Edit and submit as usual: everything is saved here and sent by itself later. {count} waiting to be sent.',
  pausedText: 'Sending is paused; {count} in the outbox.',
  problem: 'Not synced: {reason}',
  retry: 'Connect again',
  toOutbox: 'Show the outbox',
  clockSlow:
    'This computer’s clock is {duration} behind the platform’s. Start times are checked by the platform’s; please set the clock.',
  clockFast:
    'This computer’s clock is {duration} ahead of the platform’s. Start times are checked by the platform’s; please set the clock.',
}

export const conflicts = {
  title: 'Changed on both sides',
  text: 'These were changed in Kaibo and on the platform, each in another way. Please choose which to keep; until then neither is overwritten.',
  none: 'Nothing to choose',
  noneText: 'Kaibo and the platform do not contradict each other.',
  seen: 'noticed {time}',
  field: 'Field',
  mine: 'In Kaibo',
  theirs: 'On the platform',
  base: 'Before: {value}',
  empty: '(empty)',
  on: 'On',
  off: 'Off',
  allMine: 'All from Kaibo',
  allTheirs: 'All from the platform',
  apply: 'Confirm',
  left: '{count} to choose',
  open: 'Open',
  priceWas: '{price} (was {was})',
  sendsMine: '“{name}” stays as it is in Kaibo and is now sent to the platform',
  keptMine: '“{name}” stays as it is in Kaibo; please submit it to the platform again',
  tookTheirs: '“{name}” is now as on the platform',
  inEditor: 'It was changed on the platform, too, in another way. It can be submitted once you chose.',
  choose: 'Compare and choose',
  attention: 'Differs from the platform; please choose which to keep',
}
