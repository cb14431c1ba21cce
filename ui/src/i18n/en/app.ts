/** What stands everywhere: the frame, navigation, saving, times. */
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
  loadFailed: 'This could not be loaded',
  withKey: '{name} ({key})',
  units: '{units}/{max}',
  unitsHint: 'A Chinese character counts 2',
  faults: '{count} to complete',
  ready: 'Complete; ready to submit',
  remaining: '{count} to complete before submitting',
  madeElsewhere:
    'This was made in the back office or by another program: it is shown here and can only be changed there.',
  changedSince:
    'Changed since it was submitted; the platform still has what was there before. Please submit again.',
  submitChanges: 'Submit the changes',
  submitted: 'Submitted; nothing has changed since',
  changed: 'Changes not submitted',
  elsewhere: 'Made in the back office',
  stop: '. ',
  restored: 'Restored',
  previous: 'Previous (Alt+↑)',
  next: 'Next (Alt+↓)',
}

export const nav = {
  label: 'Main navigation',
  today: 'Today',
  goods: 'Goods',
  pictures: 'Pictures',
  rooms: 'Rooms',
  golive: 'Go live',
  qualification: 'Categories',
  onboarding: 'Onboarding',
  storefront: 'Storefront',
  vault: 'Vault',
  settings: 'Settings',
}

export const save = {
  clean: 'Saved automatically',
  saving: 'Saving…',
  saved: 'Saved',
  failed: 'Not saved: {reason}',
}

/** The data may not be written: everything can be looked at, nothing is kept. */
export const readOnly = {
  title: 'The data folder cannot be written: you can look, but not change anything.',
  text: 'Nothing is saved, sent or synchronised; start codes are still shown. Please check the permissions of the folder, and whether the disk is read-only, then try again.',
  still: 'Tried again: the data folder still cannot be written; you can look, but not change anything.',
  mended: 'The data folder can be written again; all is as usual.',
  noSync: 'Not synchronising',
  save: 'Look only; nothing can be changed',
}

export const time = {
  days: '{count} d',
  hours: '{count} h',
  minutes: '{count} min',
  seconds: '{count} s',
  later: 'in {duration}',
  soon: 'any moment',
  justNow: 'just now',
  minutesAgo: '{count} min ago',
}
