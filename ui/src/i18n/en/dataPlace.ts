/** Data location: where the data lie, moving them, and the screen that says that they are not there. */
export const dataPlace = {
  card: 'Data location',
  folder: 'Data folder',
  folderText:
    'Encrypted. For a copy, quit Kaibo and copy the whole folder. With its key in the system keychain it opens on another computer with the recovery code.',
  open: 'Open folder',
  sizes: 'Space used',
  measuring: 'Measuring…',
  total: '{size} in all',
  kind: {
    database: 'Database',
    pictures: 'Pictures',
    papers: 'Papers',
    backups: 'Backups',
    aside: 'Data from before a restore',
    rest: 'Others',
  },
  free: 'Free on this disk',
  freeUnknown: 'The system does not say',
  moveText:
    'When the computer’s disk gets full, the data of all shops can be moved to another one. They are copied and compared file by file; the old ones are removed only once the new ones are open. A power cut or an unplugged disk on the way loses nothing.',
  movedText: 'The data are not in the system’s usual place: connect this disk before you open Kaibo.',
  fixed:
    'The location is set by the environment variable KAIBO_DATA_DIR and cannot be changed here. Ask the technician who set it.',
  move: 'Move…',
  title: 'Move the data here?',
  to: 'New location',
  size: '{size} to move, {free} free there.',
  pause:
    'Kaibo rests meanwhile: nothing can be edited or submitted, and nothing comes from the platform. Do not move during a live broadcast.',
  keep: 'If it is a portable disk, connect it before you open Kaibo from now on.',
  sameDisk: 'This folder is on the disk where the data are now: moving there frees no space.',
  confirm: 'Move now',
  moved: 'The data are in their new location',
  moving: 'Moving the data',
  counting: 'Getting ready…',
  copying: 'Copying: {done} of {total}',
  checking: 'Comparing: {done} of {total}',
  movingText:
    'Do not unplug the disk or switch the computer off. The old data are removed only once the new ones are open.',
  stop: 'Stop moving',
  stopping: 'Stopping…',
  failed: 'The last move did not come to its end; the data are where they were. {problem}',
  left: 'Old files that could not be removed are left in the place before; you may delete them: {folder}',
  gone: 'The disk with the data is not there',
  goneText:
    'The data were moved to the folder below, which cannot be found now. Connect that disk and press “Try again”. Nothing was changed.',
  unreadable: 'The note of where the data are does not read',
  unreadableText:
    'The data were moved to another folder, but the note that says which is damaged or of a newer version. Choose the folder of the data (it is called kaibo-data). Nothing was changed.',
  again: 'Try again',
  still: 'Still not there. Make sure that the disk is connected and opens in the file manager.',
  find: 'Choose the data folder…',
  findText: 'If the disk has another letter or name now, choose the folder kaibo-data on it.',
  home: 'Use the place before',
  homeText: 'The data stand whole in the place before: nobody has opened them in the new one yet.',
}

/** What is said where it does not work. */
export const moveProblem = {
  gone: 'The folder cannot be found: its disk may not be connected, or it was moved. Connect it and try again, or choose another folder.',
  'no-access':
    'Nothing can be written to this folder. Check whether the disk is read-only and whether you may write there, or choose another folder.',
  full: 'A disk got full while copying; the data are where they were. Free some space on that disk or choose another; the present disk needs 1 MB, too, for the note of the new place.',
  room: 'That disk has too little room: {need} are needed, {free} are free. Free some space or choose another disk.',
  same: 'The data are in this folder already. Choose another one.',
  'inside-data': 'This folder lies within the present data folder. Choose one outside it.',
  'other-data': 'This folder holds other data of Kaibo; they were not touched. Choose another folder.',
  'not-empty':
    'There is a kaibo-data in this folder already that is not empty; it was not touched. Choose another folder.',
  network:
    'This folder is on another computer in the network, where a database is easily damaged. Choose a disk of this computer or a portable one.',
  unfit:
    'A database cannot be kept safely on this disk’s file system (files do not lock, or a database does not open on it). Choose another disk.',
  name: 'The name of this folder does not read. Choose another folder.',
  linked:
    'There is a link in the data folder; what it leads to would not be moved. Have your technician replace it by the real files first.',
  busy: 'The data are in use: a backup is being taken, or another Kaibo is open. Try again in a while.',
  stopped: 'Stopped. The data are where they were.',
  differs:
    'What was copied to that disk differs from the original and is not used. The data are where they were. Check that disk or choose another.',
  'not-sound':
    'The present database is damaged and was not moved. Restore the last good backup first, then try again.',
  source: 'Some of the present data cannot be read; nothing was moved. Check the present disk and try again.',
  failed: 'Reading or writing that disk failed; the data are where they were. Check the disk and try again.',
  fixed:
    'The location is set by the environment variable KAIBO_DATA_DIR and cannot be changed here. Ask the technician who set it.',
  'not-these':
    'These are not the data that were moved; nothing was touched. Choose the folder kaibo-data on the disk they were moved to.',
  'not-at-home': 'There are no whole data in the place before. Connect the disk with the data and try again.',
}
