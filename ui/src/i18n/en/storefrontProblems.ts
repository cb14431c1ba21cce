/** What cannot be published, and why. */
export const storefrontProblem = {
  'no-folder': 'Choose the folder to publish to first.',
  'folder-gone':
    'The folder cannot be found. Check that the share or disk is connected and try again. What is published stays as it is.',
  'folder-read-only':
    'The folder may not be written. Check its permissions or choose another. What is published stays as it is.',
  'folder-failed': 'The folder could not be read or written; try again. What is published stays as it is.',
  'folder-name': 'The folder’s name has characters that cannot be read. Choose another folder.',
  'disk-full':
    'There is no room left where it is published. Make room and try again. What is published stays as it is.',
  'target-incomplete': '“Publish to” is not filled in yet.',
  'field-too-long': 'That is too long: at most {max} characters.',
  address: 'That is no address. Begin with https://, without a question mark, account or “..”.',
  insecure:
    'Addresses on the internet need https://; otherwise what is sent could be changed on its way. Only addresses in your own network may use http://.',
  dns: 'The address leads nowhere. Check it and the network. What is published stays as it is.',
  unreachable:
    'Nobody answers there. Check the address, the port and the network. What is published stays as it is.',
  tls: 'The server’s certificate is not trusted; nothing was sent. Check it and this computer’s clock.',
  timeout: 'No answer in time; try again later. What is published stays as it is.',
  lost: 'The connection broke; try again. What is published is whole.',
  redirected:
    'The server sends elsewhere, which is not followed. Enter the final address; on a public network, sign in first.',
  'not-an-answer':
    'What answers is something else: a web page, or the sign-in page of a network. Check the address and the network. What is published stays as it is.',
  'too-large': 'A file there is too large to be of a storefront. Check the address and the folder.',
  denied: 'The key is wrong. Check its id and its secret. What is published stays as it is.',
  forbidden:
    'The key lacks permission. Let it list, read, write and delete, then try again. What is published stays as it is.',
  'no-bucket': 'There is no such bucket. Check its name, the region and where it stands in the address.',
  'other-region': 'The bucket is in another region: {region}. Enter that one and its service address.',
  region: 'Region or service address do not fit the bucket.',
  clock: 'This computer’s clock differs too much from the server’s. Set it and try again.',
  refused: 'The server refused ({status} {code}). Try again later. What is published stays as it is.',
  stopped: 'Stopped. What is published stays as it is.',
  newer: 'The storefront there was published by a newer Kaibo. Update Kaibo first.',
  foreign: 'The current.json there is another program’s. Choose an empty folder.',
  'not-whole': 'Version {version} is not whole any more. Choose another version.',
  'changed-meanwhile': 'Something has changed since. Look at the new changes, then publish.',
  'nothing-new': 'The same as what is published: nothing to publish.',
  'has-faults': '{count} things of the storefront are to be mended before it can be published.',
  cover: 'The cover of “{room}” cannot be opened. Replace it, or leave the room out.',
  'nothing-published': 'The storefront is not published: buyers do not see this room.',
  'room-missing': 'The published storefront lacks this room. Publish again.',
  'room-otherwise': 'The storefront shows this room as it was before the change. Publish again.',
  'room-hidden': 'You left this room out of the storefront. Please change that there if it is to be shown.',
}
