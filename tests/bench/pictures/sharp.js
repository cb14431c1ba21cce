// Fits pictures to the cover with sharp, two at a time. Reads a line of paths (tabs between them), answers with the
// milliseconds of processor time. Without optimiseCoding, which the others do not do either.
const sharp = require('sharp')
sharp.concurrency(1)
sharp.cache(false)

const spent = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const fit = (path) =>
  sharp(path)
    .autoOrient()
    .resize(750, 750)
    .jpeg({ quality: 85, optimiseCoding: false })
    .toFile(`${path}.sharp.jpg`)

require('readline')
  .createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const begun = spent()
    const paths = line.split('\t')
    const hand = async () => {
      while (paths.length > 0) await fit(paths.shift())
    }
    await Promise.all([hand(), hand()])
    process.stdout.write(`${spent() - begun}\n`)
  })
process.stdout.write('ready\n')
