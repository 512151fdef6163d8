import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import type { DecodedFormat } from '../../src/media/picture-header/read-header.ts'
import { crc32 } from 'node:zlib'

/** CPU, since other work may use the machine. */
const MAX_MS = 3_000
const MAX_MB = 150

const noise = (width: number, height: number): Sharp =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'white',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
const plain = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } } })

/** A PNG of 16 bits, which sharp does not write of nothing. */
function deepPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(data.length)
    ends.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([16, 6], 8)
  const rows = deflateSync(Buffer.alloc((width * 8 + 1) * height), { level: 1 })
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const parts = [chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...parts])
}

/** Decodes a picture as an upload is decoded, and says what that took. */
const MEASURE = `
  import { open, readFile, stat } from 'node:fs/promises'
  import { readFileSync } from 'node:fs'
  const [path, format] = process.argv.slice(1)
  const peak = () => Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024
  const root = ${JSON.stringify(join(import.meta.dirname, '../../src'))}
  const { headerOf, metadataOf, pixelsOf } = await import(root + '/features/publishing/uploads/decode-picture.ts')
  const { limitImageMemory, shrinkImage } = await import(root + '/media/shrink-image.ts')
  limitImageMemory()
  const small = await (await import('sharp')).default({ create: { width: 9, height: 9, channels: 3, background: '#000' } }).jpeg().toBuffer()
  await shrinkImage(small)
  const [before, began] = [peak(), process.cpuUsage()]
  const header = await headerOf({ path, bytes: (await stat(path)).size }, format)
  const { autoOrient: { width, height } } = await metadataOf(path, format, header)
  await pixelsOf(path, { width: 1440, height: Math.round(1440 * height / width) })
  const { user, system } = process.cpuUsage(began)
  console.log(JSON.stringify({ ms: (user + system) / 1000, mb: peak() - before, estimated: header.bytes / 1e6 }))
`

test.for<[string, DecodedFormat, () => Promise<Buffer> | Buffer]>([
  [
    'JPEG',
    'JPEG',
    async () =>
      await noise(7_000, 7_000).jpeg({ quality: 75, chromaSubsampling: '4:4:4' }).toBuffer(),
  ],
  [
    'progressive JPEG',
    'JPEG',
    async () =>
      await noise(3_600, 3_650)
        .jpeg({ quality: 90, chromaSubsampling: '4:4:4', progressive: true })
        .toBuffer(),
  ],
  [
    'progressive JPEG of less colour',
    'JPEG',
    async () => await noise(5_100, 5_200).jpeg({ quality: 80, progressive: true }).toBuffer(),
  ],
  ['PNG', 'PNG', async () => await plain(7_000, 7_000).png({ compressionLevel: 1 }).toBuffer()],
  ['PNG of 16 bits', 'PNG', () => deepPng(4_900, 5_000)],
  [
    'PNG of noise',
    'PNG',
    async () => await noise(3_900, 3_900).png({ compressionLevel: 1 }).toBuffer(),
  ],
  [
    'interlaced PNG',
    'PNG',
    async () => await plain(4_400, 4_500).png({ progressive: true }).toBuffer(),
  ],
  ['GIF', 'GIF', async () => await plain(4_400, 4_500).gif({ effort: 1 }).toBuffer()],
  ['WebP', 'WebP', async () => await noise(4_400, 4_500).webp({ effort: 0 }).toBuffer()],
  [
    'lossless WebP',
    'WebP',
    async () => await noise(3_800, 3_900).webp({ lossless: true, effort: 0 }).toBuffer(),
  ],
  [
    'lossless WebP with alpha',
    'WebP',
    async () => await plain(4_400, 4_500).webp({ lossless: true, effort: 0 }).toBuffer(),
  ],
  [
    'AVIF',
    'AVIF',
    async () =>
      await noise(2_400, 2_450)
        .avif({ effort: 0, quality: 80, chromaSubsampling: '4:4:4' })
        .toBuffer(),
  ],
  ['AVIF with alpha', 'AVIF', async () => await plain(2_400, 2_450).avif({ effort: 0 }).toBuffer()],
])(
  '%s at its limits is decoded in 3 s and 150 MB',
  { timeout: 600_000 },
  async ([name, format, make]) => {
    const folder = await mkdtemp(join(tmpdir(), 'gramd-pictures-'))
    onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
    const path = join(folder, 'picture')
    const bytes = await make()
    await writeFile(path, bytes)
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', MEASURE, path, format],
      {
        cwd: join(import.meta.dirname, '../..'),
      },
    )
    const { ms, mb, estimated } = JSON.parse(stdout) as Record<'ms' | 'mb' | 'estimated', number>
    console.log(
      `${name}: ${bytes.length} bytes, ${Math.round(ms)} ms, ${Math.round(mb)} MB (estimated ${Math.round(estimated)})`,
    )
    expect(ms).toBeLessThan(MAX_MS)
    expect(mb).toBeLessThan(MAX_MB)
  },
)
