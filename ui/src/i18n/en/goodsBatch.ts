/** What can be done with many goods. */
export const goodsBatch = {
  open: 'Change…',
  title: 'Change {count} items',
  what: 'What to change',
  progress: 'Working: {done} of {total}',
  kind: {
    prices: 'Price',
    paths: 'Page path',
    pictures: 'Picture',
    room: 'Put in a room',
    withdraw: 'Withdraw',
  },
  text: {
    prices:
      'Drafts still have to be submitted. The new price of approved items goes to the platform at once, without a review.',
    paths: 'Only items that are not approved: of approved ones the platform takes nothing but a price.',
    pictures:
      'Choose a folder: pictures named like the merchant code (else like the item) go to the item they are named after.',
    room: 'Approved items go on the shelf of this room; the others wait and follow by themselves once approved.',
    withdraw: 'Withdraws only items under review. The review they took is not given back.',
  },
  run: {
    prices: 'Change prices',
    paths: 'Change paths',
    pictures: 'Choose a folder…',
    room: 'Put in the room',
    withdraw: 'Withdraw',
  },
  done: {
    prices: 'Prices changed: {count}',
    paths: 'Page paths changed: {count}',
    pictures: 'Pictures changed: {count}',
    room: 'Put in the room: {count}',
    withdraw: 'Being withdrawn: {count}',
  },
  preview: 'What the first {count} come to',
  price: {
    how: 'How',
    percent: 'By percent',
    amount: 'By amount',
    fixed: 'One price for all',
    percentSign: '%',
    value: { percent: 'Change', amount: 'Change', fixed: 'Price' },
    hint: {
      percent: 'Negative to lower: -10 takes a tenth off. Both prices of a range or a discount change.',
      amount: 'Negative to lower: -5. Both prices of a range or a discount change.',
      fixed: 'All get this one price.',
    },
    fault: {
      percent: 'A whole number from -99 to 1000, not 0.',
      amount: 'An amount with at most two decimals, not 0.',
      fixed: 'A price above 0 with at most two decimals.',
    },
  },
  rounding: {
    label: 'Ending',
    none: 'As it comes',
    whole: 'Whole yuan',
    nine: '.90',
    'ninety-nine': '.99',
  },
  path: {
    how: 'How',
    pattern: 'By pattern',
    replace: 'Find and replace',
    patternLabel: 'Pattern',
    patternHint:
      "{code} is the merchant code, {name} the name, {id} the platform's item number; all are encoded.",
    find: 'Find',
    with: 'Replace with',
  },
  room: 'Room',
  chooseRoom: 'Choose a room',
  noRoom: 'No room takes goods now; create one first',
  forecastTitle: 'This takes {days} days',
  forecast:
    '{today} go today, the other {later} by themselves from {at} on (the platform reviews {daily} a day).',
  refusedTitle: '{count} could not be done',
  refusedMore: '{count} more are not listed here.',
  refusedText: 'Done: {done}. These stay as they were:',
}
