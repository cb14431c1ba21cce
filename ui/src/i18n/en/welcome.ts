/** The way in. */
export const welcome = {
  title: 'Welcome to Kaibo',
  lead: 'Prepare goods, create rooms, hold up the start code: all in one window. Fill in everything offline; it is submitted when the network is back.',
  practice: 'Try the practice platform',
  practiceText:
    'No mini-program account needed. You get a sample shop (six goods, one anchor) to play the whole job, from review to broadcast. No real shop is touched.',
  practiceGo: 'Start with one click',
  practiceBusy: 'Preparing the sample shop…',
  real: 'Connect my shop',
  realText:
    'A mini program or a WeChat shop. Name it, then type AppID and AppSecret; what is in the way is found step by step. A practice shop can be added later, and data never mix.',
  realGo: 'Connect a real shop',
  opening: 'Opening…',
  cannotOpen: 'The data was not opened',
  cannotOpenNext: 'When that is done, press “Try again”.',
  passphraseCreate: 'Choose a passphrase',
  passphraseCreateText:
    'This computer has no usable keychain, so a passphrase encrypts your data. You will type it each time Kaibo opens.',
  passphraseEnter: 'Enter the passphrase',
  passphraseEnterText: 'Type the passphrase you chose to open your data.',
  passphrase: 'Passphrase',
  passphraseConfirm: 'Once more',
  passphraseHint: 'At least {min} characters; longer is safer',
  passphraseShort: '{count} more characters',
  passphraseOk: 'Long enough',
  passphraseStrong: 'Very safe',
  passphraseDiffers: 'The two passphrases differ',
  capsLock: 'Caps Lock is on',
  passphraseLost:
    'Please remember this passphrase: it cannot be recovered. Without it only a recovery code opens the data; make one in Settings › Data and backups.',
  passphraseCreateDo: 'Set and open',
  passphraseEnterDo: 'Open',
}
