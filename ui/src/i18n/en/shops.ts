/** Shops. */
export const shops = {
  title: 'Shops',
  lead: 'Each shop’s data are encrypted apart from the others’. One is open at a time; switching needs no restart.',
  real: 'Real shop',
  realHint: 'Connected to a real shop: what you submit goes to WeChat',
  practice: 'Practice',
  current: 'Open now',
  unreadable: 'A shop that does not open',
  notConnected: 'Not connected yet',
  notConnectedText:
    'This shop is not connected to WeChat yet. Prepare what you like; it is sent once it is connected.',
  connectNow: 'Connect',
  switchTo: 'Switch to it',
  switchLabel: 'Switch shops, now: {name}',
  manage: 'Manage shops…',
  unsaved: 'Something could not be saved, so the shop stays open. Please look what it is.',
  add: 'Add a shop',
  addDo: 'Add and open',
  name: 'Name of the shop',
  nameHint: 'Only to tell your shops apart in Kaibo',
  kind: 'Connects to',
  kindPractice: 'Practice platform',
  kindReal: 'WeChat',
  kindHint: 'Try anything in a practice shop; a real one needs AppID and AppSecret',
  passphrase: 'The passphrase of your data',
  rename: 'Rename',
  renameOf: 'Rename “{name}”',
  newNameOf: 'New name of “{name}”',
  renameDo: 'Save the name',
  remove: 'Delete…',
  removeTitle: 'Delete “{name}”?',
  removeText:
    'All data of this shop go from this computer for good: goods, rooms, pictures, the vault’s papers and backups. What is on the platform stays.',
  removeType: 'To delete it, type its name: {name}',
  removeDo: 'Delete for good',
  removed: '“{name}” is deleted',
  others: 'You can open another shop instead:',
  seenAddress: 'The address the platform saw: {ip}.',
  copy: 'Copy the address',
  copied: 'Copied',
  connection: {
    title: 'Connect “{name}”',
    appId: 'AppID',
    appIdWhere:
      'Mini program: sign in at mp.weixin.qq.com, under 开发管理 → 开发设置. WeChat shop: in the developer settings of its back office.',
    shared:
      'This AppID is already connected in the shop {shops}. Both shops read and submit the content of the same account.',
    quoted: '“{name}”',
    secret: 'AppSecret',
    secretWhere:
      'On the same page as the AppID. An old one is never shown again: reset it, which ends the old one.',
    secretSet: 'Set ({time}); type here to replace it',
    gateway: 'Your own gateway (optional)',
    gatewayHint:
      'WeChat answers allow-listed IPs only. If a server of yours passes calls on: https://gateway.example.com',
    proxy: 'Proxy (optional)',
    proxyHint: 'For example http://10.0.0.2:8080 or socks5://10.0.0.2:1080',
    proxyUser: 'User of the proxy (optional)',
    proxyPassword: 'Password of the proxy',
    loginSet: 'Set; type here to replace it',
    ca: 'Certificates to trust besides (optional)',
    caHint: 'Where your company inspects encrypted connections, ask your technician for a PEM file',
    caPick: 'Choose a PEM file…',
    caRemove: 'Trust no longer',
    caKept: 'Set',
    caNone: 'None',
    more: 'Gateway, proxy and certificates',
    test: 'Test',
    save: 'Save and use',
    saved: 'Saved; the new connection is in use',
    safe: 'The AppSecret is kept encrypted on this computer, is never shown again and stands in no log.',
  },
  step: {
    reach: 'Reaching the platform',
    clock: 'This computer’s clock',
    token: 'AppID, AppSecret and allow-list',
    live: 'Mini-program live',
    shop: 'WeChat shop',
    quota: 'Quota of today',
  },
  state: {
    running: 'Looking…',
    ok: 'In order',
    warning: 'Take care',
    absent: 'Not opened',
    failed: 'Not in order',
    skipped: 'Not looked at',
  },
  fact: {
    rooms: '{rooms} rooms there',
    name: 'Its name: {name}',
    quota: '{remain} of {limit} goods can still be added today',
  },
  todo: {
    '40013':
      'Copy the AppID again: it begins with wx. Not the original ID (gh_…), nor that of another account.',
    '40125':
      'Reset the AppSecret in the back office and type the new one. If it was just reset, the old one has ended.',
    '40164':
      'In the mini-program back office, under 开发管理 → 开发设置 → IP 白名单, add the address below; then test again.',
    '40243': 'Unfreeze the AppSecret in the mini-program back office (开发管理 → 开发设置); then test again.',
    '61004':
      'In the WeChat shop’s back office, add the address below to the allow-list (IP 白名单); then test again.',
    '48001':
      'Mini-program live takes no new openings. Use Channels live: goods and rooms are prepared here all the same.',
    '268489001':
      'Accounts that have it keep it. Use Channels live: goods and rooms are prepared here all the same.',
  },
}

export const shopProblems = {
  shop: {
    'name-missing': 'Please name the shop.',
    'name-long': 'A shop’s name has {max} characters at most.',
    'name-differs': 'That is not the shop’s name, so nothing was deleted. Please type it as it stands.',
    'rename-ask':
      'The data of this shop open with a passphrase only. Please switch to this shop first, then rename it.',
    gone: 'The data of this shop are not on this computer any more. Please choose another one.',
    'not-connected': 'This shop is not connected to WeChat yet. Connect it in Settings → Shops.',
  },
  connection: {
    'app-id': 'An AppID begins with wx and has letters and digits only. Copy it from the back office.',
    'secret-missing': 'Please type the AppSecret.',
    'secret-again': 'The AppID is another one: please type its AppSecret.',
    'secret-form':
      'The AppSecret holds spaces or other signs that do not belong there. Please copy it again.',
    'base-url': 'A gateway is written https://host or https://host:port, without a path.',
    insecure: 'A gateway must be https: else the AppSecret would cross the network in clear.',
    proxy:
      'A proxy is written http://host:port or socks5://host:port; user and password have their own fields.',
    ca: 'There is no usable certificate in this file. Ask your technician for one in PEM form.',
    'other-account':
      'This shop has the data of {appId}, and cannot be pointed at another account. Add another shop instead.',
    'no-shop':
      'This account has no WeChat shop. Live alone does not need one; for the shop, add it here under its own AppID.',
  },
  line: {
    tls: 'No secure connection. Perhaps this computer’s clock is wrong (it says {at}), your company inspects encrypted connections, or the gateway’s certificate is not trusted. Check the time first; in a company, ask for its certificate.',
    proxy: 'The proxy makes no connection. Please check its address, and whether it runs.',
    'proxy-refused': 'The proxy refuses this user or password. Please check them and type them again.',
    portal:
      'What answered is not WeChat: it looks like a sign-in page of the network, or another site. Sign in with your browser first; if you use a gateway, check its address.',
    status:
      'The other side answered {status}, which is no answer of WeChat’s. Please check the gateway or proxy.',
    clock:
      'This computer’s clock is {minutes} minutes away from the platform’s. Starts go by the platform’s: please set the clock.',
  },
}
