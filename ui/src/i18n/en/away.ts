/** A copy of the shop in a folder on another disk, and a shop that comes back from one. */
export const away = {
  title: 'A copy on another disk',
  text: 'Choose a folder on an external disk, a stick or a synchronised drive. The whole shop (database, pictures, papers) is copied there every day, only what changed. All of it is encrypted and opens with the recovery code alone.',
  needsCode:
    'When the disk of this computer dies, it takes the data and the backups beside them. With a copy on another disk, any computer brings the shop back by the recovery code. There is none yet: please make it and keep it, then choose the folder.',
  choose: 'Choose a folder',
  chooseOther: 'Choose another folder',
  now: 'Copy now',
  copying: 'Copying…',
  copied: 'Copied',
  unchanged: 'Nothing has changed since the last copy',
  done: 'Last copied {time}: {size}, {files} files',
  notYet: 'Nothing copied yet. It is done once a day by itself, or now.',
  leftOut:
    '{count} files are damaged on this computer and were not copied. Please look at them under Papers.',
  sameDisk:
    'This folder is on the disk of the data: a disk that dies takes both. Better choose an external disk, a stick or a synchronised drive.',
  notThere:
    'The folder cannot be found now. With its disk plugged in, it is copied to by itself; or choose another folder.',
  failed: '{time} it did not work: {problem}',
  forget: 'Copy no more',
  forgetTitle: 'No more copies to this folder?',
  forgetText:
    'Nothing is copied there any more. The copies that are there stay, and the recovery code still opens them.',
  arrive: 'Restore from a backup folder',
  arriveText:
    'On a new computer, or after a disk died: choose the folder that was copied to (external disk, stick, synchronised drive) and type the recovery code. The whole shop comes back to this computer.',
  find: 'Choose the backup folder',
  findOther: 'Choose another folder',
  found: 'Copies of {count} shops are there, the newest of {time}.',
  foundNoTime: 'Copies of {count} shops are there.',
  look: 'Look',
  shop: 'Shop',
  version: 'Which copy',
  unnamed: '(name cannot be read)',
  versionLine: '{time}, {size}, {files} files',
  outbox: 'What the platform has stays there; Kaibo looks there first and submits nothing twice.',
  bring: 'Restore to this computer',
  bringing: 'Restoring, please leave the disk plugged in…',
  withoutDamaged: 'Restore without these files',
  mend: 'Mend from the backup folder',
  mendLeft: 'The backup folder has no sound copy of these files either.',
}

/** What is said of it where it does not work. */
export const awayProblem = {
  'no-folder':
    'No folder for copies elsewhere is chosen. Please choose one under Settings → Data and backups.',
  gone: 'The folder cannot be found: its disk may not be plugged in, or it was moved. Plug it in and try again, or choose another folder.',
  'no-access':
    'The folder cannot be read or written. Please check whether the disk is read-only and the permissions of the folder, or choose another.',
  full: 'That disk is full: nothing new was copied, and earlier copies are still there. Please make room, or choose another disk.',
  foreign:
    'Something else stands there that Kaibo did not make for this shop (another shop’s copy, a link, a file of that name). It was not touched. Please choose another folder.',
  'inside-data':
    'This folder lies within the data folder and would be lost with it. Please choose one on another disk.',
  name: 'The name of this folder cannot be read. Please choose another.',
  'no-recovery':
    'There is no recovery code: nobody could open the copy on another computer. Please make one first.',
  newer: 'This copy was made by a newer version. Please install the newest Kaibo; nothing was changed.',
  damaged:
    'This copy is damaged (cut, changed or incomplete) and cannot be restored. Please choose another; nothing was changed here.',
  'files-damaged':
    'The database is whole, but {count} pictures or files of papers are damaged or missing. Choose another copy, or restore without them. Nothing was changed so far.',
  occupied:
    'This shop is on this computer already, or the shops here (a practice shop too) are of another key. None was replaced. Delete them first under Settings → Shops, or restore on another computer or account.',
  none: 'There is no copy of Kaibo’s in this folder. Please choose the folder that was copied to.',
  failed:
    'That disk cannot be read or written. Earlier copies and the data here were not changed. Please check the disk and try again.',
}
