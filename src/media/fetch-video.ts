import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { TransientError } from '../base/errors.ts'
import { isAllowedAddress } from './allowed-address.ts'
import type { PictureSource } from './fetch-picture.ts'

/** The largest video, in bytes, that Instagram accepts. */
const MAX_BYTES = 300_000_000
const TIMEOUT_MS = 10 * 60_000

export type FetchedVideo = { sha256: Buffer; bytes: number }

/**
 * Streams an MP4 of one of the hosts into a new file; null when it is not an MP4, too large, or not
 * available. The file may exist in that case too; the caller removes it. Throws TransientError when
 * the connection breaks, and the signal's reason.
 */
export async function fetchVideo(
  address: string,
  path: string,
  { hosts, fetch }: Pick<PictureSource, 'hosts' | 'fetch'>,
  signal: AbortSignal,
): Promise<FetchedVideo | null> {
  if (!isAllowedAddress(address, hosts)) return null
  const hash = createHash('sha256')
  let bytes = 0
  let head = Buffer.alloc(0)
  try {
    // A redirect could lead anywhere.
    const answer = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    if (!answer.ok || !answer.body) return null
    await pipeline(
      answer.body,
      async function* (pieces: AsyncIterable<Uint8Array>) {
        for await (const piece of pieces) {
          bytes += piece.byteLength
          if (bytes > MAX_BYTES) throw new TooLargeError()
          if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece])
          hash.update(piece)
          yield piece
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    )
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof TooLargeError) return null
    if (error instanceof TypeError || error instanceof DOMException)
      throw new TransientError('the connection to the content network ended', { cause: error })
    throw error
  }
  return isMp4(head) ? { sha256: hash.digest(), bytes } : null
}

class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

const HEAD_BYTES = 12
/** The first box names the kind of file. */
const isMp4 = (head: Buffer): boolean => head.toString('latin1', 4, 8) === 'ftyp'
