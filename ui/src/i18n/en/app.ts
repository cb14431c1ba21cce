/** What stands everywhere: the frame, navigation, syncing, saving, times. */
export const app = {
  name: 'Kaibo',
  practice: 'Practice',
  practiceHint: 'Connected to the practice platform: try anything, no real shop is touched',
  loading: 'Loading…',
  retry: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back to the list',
  undo: 'Undo',
  delete: 'Delete',
  search: 'Search',
  listFailed: 'The list could not be loaded',
  units: '{units}/{max}',
  unitsHint: 'A Chinese character counts 2',
  faults: '{count} to complete',
  ready: 'Complete; ready to submit',
  remaining: '{count} to complete before submitting',
  restored: 'Restored',
  previous: 'Previous (Alt+↑)',
  next: 'Next (Alt+↓)',
}

export const nav = {
  label: 'Main navigation',
  today: 'Today',
  goods: 'Goods',
  rooms: 'Rooms',
  golive: 'Go live',
  settings: 'Settings',
}

export const sync = {
  now: 'Sync now',
  running: 'Syncing…',
  at: 'Synced {time}',
  never: 'Not synced yet',
  offline: 'Platform unreachable; goes on by itself',
  outbox: '{count} to send',
  outboxHint: 'See what waits to be sent',
}

export const save = {
  clean: 'Saved automatically',
  saving: 'Saving…',
  saved: 'Saved',
  failed: 'Not saved: {reason}',
}

export const time = {
  days: '{count} d',
  hours: '{count} h',
  minutes: '{count} min',
  justNow: 'just now',
  minutesAgo: '{count} min ago',
}
