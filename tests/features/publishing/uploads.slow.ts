import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { moviePieces } from '../../../sim/files/make-movie.ts'
import { KEY } from '../../attack/shipped-key.ts'
import { startShipped } from '../../attack/shipped.ts'
import { expect, test } from '../../fixtures/test.ts'

const MAX_MB = 350
/** The container may use 512 MB. */
const MAX_MB_OF_PICTURE = 450
const SECONDS = 120
/** Together with its sound some 290 MB. */
const FRAME_BYTES = 80_000

const Uploaded = z.looseObject({
  id: z.string(),
  bytes: z.number(),
  conversions: z.array(z.string()),
})
const authorization = `Bearer ${KEY}`

/** A form with one file, made while it is sent. */
async function* formOf(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n')
  for (const piece of pieces) yield await Promise.resolve(piece)
  yield Buffer.from('\r\n--x--\r\n')
}

test('a video of 290 MB and a picture of 50 million pixels need little memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-uploads-slow-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const shipped = await startShipped(async () => await Promise.resolve(), {
    GRAMD_UPLOADS_DIR: folder,
  })
  onTestFinished(async () => await shipped.stop())
  const upload = async (pieces: Iterable<Buffer>) => {
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: { authorization, 'content-type': 'multipart/form-data; boundary=x' },
      body: Readable.toWeb(Readable.from(formOf(pieces))),
      duplex: 'half',
    }
    const response = await fetch(`${shipped.url}/api/uploads`, init)
    const text = await response.text()
    expect(response.status, text).toBe(201)
    return Uploaded.parse(JSON.parse(text))
  }
  const before = await shipped.peakMb()
  const began = performance.now()
  const movie = await upload(
    moviePieces({ isMoovLast: true, seconds: SECONDS, frameBytes: FRAME_BYTES, place: '+43+076/' }),
  )
  const uploadMs = performance.now() - began
  const afterVideo = await shipped.peakMb()
  const content = await fetch(`${shipped.url}/api/uploads/${movie.id}/content`, {
    headers: { authorization },
  })
  const hash = createHash('sha256')
  let read = 0
  for await (const piece of content.body ?? []) {
    hash.update(piece)
    read += piece.length
  }
  const afterReading = await shipped.peakMb()
  const large = sharp({ create: { width: 8_000, height: 6_000, channels: 4, background: '#abc8' } })
  const picture = await upload([await large.png({ compressionLevel: 1 }).toBuffer()])
  const afterPicture = await shipped.peakMb()
  console.log({ before, afterVideo, afterReading, afterPicture, uploadMs, bytes: movie.bytes })

  expect(movie.conversions).toEqual(['index_moved', 'tags_removed'])
  expect(movie.bytes).toBeGreaterThan(288_000_000)
  expect(read).toBe(movie.bytes)
  expect(hash.digest('hex')).toBe(content.headers.get('etag')?.replaceAll('"', ''))
  expect(picture.conversions).toEqual(['converted_to_jpeg', 'flattened', 'shrunk'])
  for (const peak of [afterVideo, afterReading]) expect(peak).toBeLessThan(MAX_MB)
  expect(afterPicture).toBeLessThan(MAX_MB_OF_PICTURE)
})
