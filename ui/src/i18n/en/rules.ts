/** The rules of categories and packs of them. */
export const rules = {
  card: 'Category rules',
  text: 'What categories demand. Once a shop is connected the platform’s own word comes first; newer rules come as a pack.',
  inForce: 'In force: {version}',
  shipped: ' (came with the program)',
  from: 'Taken from “{file}” at {time}',
  unreadable: 'This version cannot read the pack taken in before; the rules that came with it are in force.',
  pick: 'Import a pack…',
  reset: 'Back to {version}, as shipped',
  lookTitle: 'Import this pack?',
  file: 'File',
  version: 'Version',
  versions: '{from} → {to}',
  holds: 'Content',
  size: '{groups} groups of categories, {demands} demands',
  says: 'It says',
  compare:
    'Compare the SHA-256 with the one its publisher gives. Applications being prepared are checked anew; nothing filled in changes.',
  same: 'It says the same as the rules in force.',
  take: 'Import',
  changed: 'Rules {version} are in force',
}
