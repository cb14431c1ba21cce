/** What the stand-in claims to be made of; one package has no known licence. */
import type { PackageRow } from '../bindings'
import type { Calls } from '../contract'

const PACKAGES: PackageRow[] = [
  ...Array.from({ length: 200 }, (_, place): PackageRow => ({
    kind: 'crate',
    name: `crate-${place}`,
    version: '1.0.0',
    licence: 'MIT OR Apache-2.0',
  })),
  { kind: 'crate', name: 'nobody-knows', version: '0.1.0', licence: '' },
  { kind: 'npm', name: 'vue', version: '3.5.0', licence: 'MIT' },
]

export const fakeAbout = (): Pick<Calls, 'aboutPackages' | 'aboutLicenceTexts'> => ({
  aboutPackages: async () => PACKAGES,
  async aboutLicenceTexts(place) {
    const licence = PACKAGES[place]?.licence ?? ''
    return licence === '' ? [] : licence.split(' OR ').map((name) => `${name}: as is, without warranty`)
  },
})
