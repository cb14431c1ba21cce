/** `860 KB`, `2.4 MB`, `1.2 GB`, as file managers in China count: 1 KB is 1,024 bytes. */
export function bytesText(bytes: number): string {
  const kilo = bytes / 1024
  if (kilo < 1000) return `${Math.ceil(kilo)} KB`
  const mega = kilo / 1024
  return mega < 1000 ? `${mega.toFixed(1)} MB` : `${(mega / 1024).toFixed(1)} GB`
}
