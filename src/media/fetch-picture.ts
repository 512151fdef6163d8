import { isAllowedAddress } from './allowed-address.ts'
import { shrinkImage, UnreadableImageError, type ShrunkImage } from './shrink-image.ts'

const MAX_BYTES = 8_000_000
const TIMEOUT_MS = 20_000

export type PictureSource = {
  /** The hosts whose pictures are fetched, with their subdomains. */
  hosts: readonly string[]
  fetch: typeof globalThis.fetch
  /** The longest side to store, in pixels; by default the size that a model reads. */
  side?: number
}

/**
 * Fetches a picture of one of the hosts and shrinks it; null when it is not available. Throws only
 * the signal's reason.
 */
export async function fetchPicture(
  address: string,
  { hosts, fetch, side }: PictureSource,
  signal: AbortSignal,
): Promise<ShrunkImage | null> {
  if (!isAllowedAddress(address, hosts)) return null
  try {
    // A redirect could lead anywhere.
    const answer = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    return answer.ok && answer.body ? await shrinkImage(await bytesOf(answer.body), side) : null
  } catch (error) {
    signal.throwIfAborted()
    if (isOfNetwork(error) || error instanceof UnreadableImageError) return null
    throw error
  }
}

const isOfNetwork = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')

async function bytesOf(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    length += part.length
    if (length > MAX_BYTES) throw new UnreadableImageError('is larger than any picture')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
