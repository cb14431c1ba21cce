import { awayProblem } from './away'
import { moveProblem } from './dataPlace'
import { storefrontProblem } from './storefrontProblems'
import { shopProblems } from './shops'
import { importProblem } from './import'
import { replayProblem } from './replay'
import { showProblem } from './show'
import { teamProblem } from './team'

export const problem = {
  ...shopProblems,
  unnamed:
    'Something unexpected happened ({code}). Please try again; if it stays like this, ask your technician.',
  internal: 'Kaibo had an internal error; nothing you typed is lost. Please try again, or reopen Kaibo.',
  picture: {
    empty: 'This file is empty (0 bytes). Please choose another picture.',
    'not-a-picture': 'This file is not a picture. Please choose a JPG, PNG, WebP, GIF or BMP picture.',
    heic: "This computer cannot open Apple's HEIC photos. On the iPhone choose Settings › Camera › Formats › Most Compatible, or export the photo as JPG.",
    unsupported: 'The {format} format is not supported. Please save it as JPG or PNG first.',
    'too-many-pixels': 'The picture is too large ({width}×{height} pixels). Please make it smaller first.',
    'too-large': 'The picture file is too large ({megabytes} MB). Please compress it first.',
    damaged: 'The picture is damaged and cannot be opened. Please choose another one.',
    folder: 'This is a folder. Please open it and choose one picture inside.',
    unreadable:
      'The file cannot be read. Please check that it was not moved and is not in use, then try again.',
    missing: 'The picture cannot be found. Please choose it again.',
  },
  store: {
    'disk-full':
      'The disk is full; your changes are not saved. Please free some space; Kaibo will try again.',
    'read-only':
      'The data folder cannot be written; your changes are not saved. Please check its permissions, and whether the disk is read-only.',
    'no-access':
      'The data folder can be neither written nor opened to look at. Please check the permissions of the folder and its files, and whether the disk is read-only; if you changed accounts, sign in with the original one. Nothing was changed.',
    'out-of-date':
      'The data is of an older version (data version {found}, this program needs {known}). Bringing it up to date writes to the data folder, which cannot be written. Please check its permissions, and whether the disk is read-only. Nothing was changed.',
    failed: 'Your changes could not be written. Kaibo will try again; if it stays like this, reopen Kaibo.',
    'newer-version':
      'The data was written by a newer version (data version {found}, this program knows {known}). Please install the newest Kaibo; nothing was changed.',
    unreadable:
      'The data cannot be opened and may be damaged. Nothing was changed. Please keep the data folder.',
    locked: 'The data is in use by another Kaibo window. Please switch to that window, or close it first.',
  },
  backup: {
    gone: 'This backup is not there any more. Please choose another.',
    foreign:
      'This backup belongs to another key (another computer or other data) and does not open here. Nothing was changed.',
    newer:
      'This backup was written by a newer version. Please install the newest Kaibo and restore it then; nothing was changed.',
    damaged: 'This backup is damaged and cannot be restored. Please choose another; nothing was changed.',
    'not-sound':
      'The present database is not sound: it was not backed up, and all earlier backups are kept. Please restore the last good one.',
    busy: 'A backup is being taken or restored, or the data are busy. Please try again in a moment.',
    failed:
      'The folder of backups cannot be read or written; backups and data are as they were. Please check the disk and the permissions of the folder.',
  },
  away: awayProblem,
  move: moveProblem,
  key: {
    'wrong-passphrase': 'The passphrase is wrong. Please check capital letters and type it again.',
    'too-short': 'The passphrase is too short: at least {min} characters.',
    gone: 'The key to the data is not in the system keychain. Please sign in with the original account; if this is a new computer, open the data with the recovery code.',
    damaged:
      'The file of the key is damaged. Nothing was changed. Please open the data with the recovery code; without one, ask your technician.',
    unavailable: 'The system keychain does not answer. Please unlock it and reopen Kaibo.',
  },
  recovery: {
    mistyped: 'Group {groups} looks mistyped. Please compare it with the print; nothing was changed.',
    length: 'A recovery code has {chars} characters; there are {typed}. Please compare it with the print.',
    wrong:
      'This code is typed correctly but is not the present one of these data: another may have been made since, or it is of another computer. Nothing was changed.',
    none: 'No recovery code was ever made for these data. Please open them with the system account or passphrase of before.',
    damaged:
      'The file of the recovery code (recovery.json) is damaged or of a newer version. Once the data open, please make a new code.',
    'other-data':
      'The code is right, but the data here belong to another key. Nothing was changed; please check that the whole data folder was copied.',
    'needs-passphrase': 'No system keychain answers on this computer: please choose a new passphrase.',
  },
  shortcut: {
    'not-a-key': 'Please use a letter, a digit or F1–F24, together with Ctrl, Alt and the like.',
    'too-plain':
      'Please hold two of Ctrl, Alt and Shift with a letter or digit, or use F1–F24, so that no other program loses its keys.',
    taken: 'Another action has these keys. Please choose others.',
  },
  goods: {
    gone: 'The platform does not have this good any more; somebody may have deleted it in the back office. Submit it again, or delete it here.',
    'not-found': 'This good no longer exists; it may have been deleted. Please go back to the list.',
    'has-fault': '{field}: {fault}',
    'has-faults': '{count} things must be corrected before it can be submitted.',
    'cannot-edit':
      'The good is under review, approved, or was made in the back office, and cannot be changed now.',
    'cannot-delete':
      'Goods being submitted or under review cannot be deleted. Withdraw it first, or wait for the review.',
    'cannot-withdraw': 'Only goods under review can be withdrawn.',
    'already-submitted': 'This good is already submitted; there is no need to submit it again.',
    'made-elsewhere': 'This good was made in the back office or by another program; change it there.',
    auditing: 'The good is under review and cannot be changed. Withdraw it first.',
    'only-price':
      'Of an approved good only the price can be changed. For anything else, copy it as a new good.',
    'no-price': 'It has no price yet that could be changed.',
    'price-impossible':
      'The price would break a rule: at least 0.01 yuan, a range from low to high, a discount below the original price.',
    'path-needs-code': 'It has no merchant code; please fill it in first.',
    'path-needs-name': 'It has no name; please fill it in first.',
    'path-needs-id':
      'The platform does not have it yet, so it has no goods number there. Please submit it first.',
    'path-needs-find': 'Please say what is to be found.',
    'no-picture-named-so':
      'No picture in the folder is named after its merchant code or name. Please rename one and choose again.',
    'not-rejected': 'This good was never rejected: there is nothing to note.',
  },
  import: importProblem,
  team: teamProblem,
  replay: replayProblem,
  show: showProblem,
  room: {
    gone: 'The platform does not have this room any more; somebody may have deleted it in the back office. Submit it again, or delete it here.',
    'not-found': 'This room no longer exists; it may have been deleted. Please go back to the list.',
    'has-faults': '{count} things must be corrected before it can be submitted.',
    'cannot-edit':
      'The broadcast has begun or ended, or the room was made in the back office; it cannot be changed.',
    'cannot-delete': 'Rooms being submitted or live cannot be deleted. Please wait until it is over.',
    'already-submitted': 'This room is already submitted; there is no need to submit it again.',
    'in-conflict': 'The room was changed on the platform, too. Please choose which to keep, then submit.',
    channels: 'Channels live is not submitted: it starts in WeChat when it is time.',
    'not-channels':
      'This is not Channels live: the platform says whether it is live, there is nothing to mark.',
    'kind-fixed':
      'Once a room is on the platform, how it is broadcast cannot change. Please create a new room.',
    'shelf-full': 'The shelf takes at most {max} goods. Please remove some first.',
    'no-start': 'The room has no start yet. Choose one before repeating it weekly.',
    'out-of-months': 'Too far ahead for the platform, so no draft was made. Please choose an earlier day.',
  },
  onboarding: {
    'not-found':
      'The checklist has no such item any more; its rules may have changed. Go back and look again.',
    'no-reader': 'Write down first who has read them.',
  },
  member: {
    'not-found': 'This member is not in the list any more: there is nothing left to do.',
    'cannot-remove': 'Cannot be removed now; please wait for what is under way.',
    'wechat-missing': 'The platform shows only part of the WeChat ID. Please enter the whole one.',
    'other-wechat': 'This does not match {masked}, which the platform shows. Please check the WeChat ID.',
  },
  anchor: {
    'not-found': 'This anchor is not in the list any more: there is nothing left to do.',
    'no-code': 'There is no code to scan.',
    'code-not-fetched': 'The picture of the code could not be fetched. Check the network and fetch it again.',
  },
  people: {
    over: 'The broadcast is over; this cannot be changed any more.',
    'not-a-wechat-id': 'Not a WeChat ID: 6 to 20 letters, digits, underscores or hyphens; please check',
    'nickname-missing': 'Please enter a nickname',
    'no-such-wechat': 'The platform does not know this WeChat ID; please check it',
    'assistants-full': 'At most {max} assistants; please remove one first',
  },
  paper: {
    'not-found': 'This paper is not in the vault any more: there is nothing left to do.',
    'consent-missing': 'An identity paper is kept only with consent. Tick it and add again.',
    'pdf-locked': 'This PDF has a password. Use one without, or save it as pictures.',
    'pdf-too-many-pages': 'This PDF has {pages} pages, {max} at most. Export only those that are needed.',
    'pdf-too-heavy':
      'This PDF is too complicated to draw. Print the pages you need to a new PDF, or save them as pictures.',
    stopped: 'Adding was stopped.',
    'file-damaged': 'The file ({hash}) is gone, changed or damaged. Add the original once more to mend it.',
    'pdf-damaged': 'This PDF cannot be opened; it may be damaged. Use another, or save it as pictures.',
  },
  rules: {
    'too-large':
      'The file has more than {megabytes} MB, so it is no pack of rules. Please choose another one.',
    'not-json':
      'Line {line}, character {column} cannot be read; the file may be cut off. Download the pack again.',
    form: 'The pack has another form ({place} {said}). Download one for this version.',
    unsound: 'The demand “{id}” in the pack is faulty. Ask its publisher.',
    changed: 'The file changed after it was looked at; nothing was imported. Choose it again.',
    unreadable: 'The file cannot be read. See that it was not moved and no program holds it, then try again.',
  },
  storefront: storefrontProblem,

  application: {
    'not-found': 'This application is not in the list any more: there is nothing left to do.',
    'no-category': 'No category is chosen yet. Please choose one first.',
    'already-submitted':
      'An application for this category is being submitted or reviewed. Please wait until it has ended.',
    'cannot-cancel': 'This application cannot be withdrawn now. Please read the platform again.',
    'has-faults': 'There are still {count} things to be done before it can be handed in.',
    'under-way': 'It is being submitted or reviewed. Please withdraw it first.',
    'leaf-missing': 'The platform wants the last category. Choose or type it at step 3, then hand in again.',
    'licence-unfit':
      'One of the licences that the platform wants is missing or does not fit: check number, begin and end, then hand in again.',
    'brand-missing':
      'This category is limited to brands, and the shop has none in force. Apply for the brand in the back office first.',
    'page-gone': 'A page was erased or damaged meanwhile. Choose another paper, then hand in again.',
    folder: 'The folder cannot be made. Please choose another place.',
  },
  product: {
    'not-found': 'This product is not in the list any more: there is nothing left to do.',
    'already-submitted': 'The platform has this product already; it is not added again.',
    busy: 'Something about this product is being submitted. Please wait until it has ended.',
    'cannot-edit':
      'This product is under review, banned or deleted and cannot be changed now. Please read the platform again.',
    'cannot-list': 'This product cannot be put on sale now. Please read the platform again.',
    'cannot-delist': 'This product cannot be taken off sale now. Please read the platform again.',
  },
  outbox: {
    'cannot-cancel': 'It is being sent already and cannot be cancelled. Please wait for the result.',
    'cannot-retry': 'There is no need to retry now. Please wait for the result.',
    paused: 'Sending is paused; it goes on when you resume.',
    'gave-up':
      'A whole day of trying was in vain; it is not tried again by itself. Please check the network and the shop settings, then retry.',
    'in-conflict': 'It was changed on the platform, too; please choose which to keep.',
    'before-refused':
      'What was submitted before was not accepted, so this cannot be sent. Please settle that first.',
    'no-batch': 'This batch is no longer in the outbox: there is nothing left to do.',
    'put-back': 'The data were restored; Kaibo first looks on the platform whether this was sent.',
  },
  conflict: { gone: 'This conflict is settled already: there is nothing left to choose.' },
  platform: {
    unreachable: 'The platform cannot be reached. Please check the network; it goes on by itself.',
    slow: 'The platform answers slowly; it goes on by itself.',
    busy: 'The platform is busy and did not take it; it is tried again by itself.',
    'not-sent': 'It was not sent ({cause}); it will be tried again by itself.',
    'unknown-outcome':
      'The platform did not answer. Kaibo is checking whether it arrived and will not submit twice. Please wait.',
    refused: 'The platform refused: {errmsg} ({errcode}). Please correct it and submit again.',
    'daily-quota': "Today's platform quota is used up; it goes on by itself at {at}.",
    'hourly-quota': "This hour's submissions are used up; it goes on by itself at {at}.",
    'minute-quota': 'Too many requests; it goes on by itself in a minute.',
  },
  recording: {
    unreadable: 'The recording cannot be read. See whether the file is still there and opens.',
    'too-large': 'The recording has {megabytes} MB, more than {max} MB. Compress or split it first.',
    'other-container': 'Only MP4 and MOV recordings are taken. Convert it first.',
    damaged: 'The recording is incomplete or damaged. Record or copy it again.',
    'no-picture':
      'There is no picture in this file, so it is no screen recording. Please choose another one.',
  },
  vault: {
    locked: 'The vault is locked. Unlock it first.',
    'no-passphrase': 'The vault has no passphrase of its own. Nothing was erased.',
  },
  practice: { 'not-running': 'The practice platform is not running. Please reopen Kaibo.' },
  share: {
    'no-viewer': 'No program opens PDF files here. Save the page and open it on a computer that prints.',
    'not-submitted': 'There is a viewers’ code once the room is on the platform.',
    'no-code': 'There is no code for this source yet. Please get it first.',
    'channel-too-long': 'A source has at most {max} characters.',
    'no-font':
      'No Chinese font is installed, so no poster can be drawn. Install one (such as Noto Sans CJK) and open Kaibo again.',
  },
  live: {
    'not-submitted': 'The room is not on the platform yet. Please submit it first.',
    'not-live': 'The room is not live. Goods can be pushed once the broadcast has started.',
    'not-on-shelf': 'The platform does not have this good on the shelf yet. Please try again once it has.',
    over: 'This switch cannot be changed in the present state of the room.',
    unreachable:
      'The platform cannot be reached; nothing was done. Please press again when the network is back.',
    unanswered:
      'The platform did not answer, so it may have been done. Please check in the broadcast before you press again.',
  },
  golive: {
    'no-code': 'This room has no start code now. Please submit the room first.',
    'no-push-address': 'There is no push address yet. Please submit the room, then fetch it.',
  },
  file: { 'cannot-write': 'The file was not saved. Please choose another folder, or check disk space.' },
}
