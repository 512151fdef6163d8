import { DOWNLOAD_BYTES, reserveOutput } from './output-buffer.ts'
import { UnauthenticatedError } from './errors.ts'
import { pacedBody } from './paced-body.ts'
import type { HttpContext } from './router.ts'
import { ownerOf } from './streams/sse.ts'

/** A client that takes no bytes for this long (real time) counts as gone. */
const STALLED_AFTER_MS = 5 * 60_000

export type DownloadOptions = {
  contentType: string
  /** The file name that browsers save under; what no file system takes is replaced. */
  fileName: string
  stalledAfterMs?: number
}

const UNFIT = /[\p{Cc}\p{Cf}\\/:*?"<>|%]+/gu

/** Returns the header of a file with this name, with one in ASCII for old programs (RFC 6266). */
export function attachment(fileName: string): string {
  const name = fileName.replaceAll(UNFIT, '_')
  const ascii = name.replaceAll(/[^\x20-\x7e]+/g, '_')
  const full = name === ascii ? '' : `; filename*=UTF-8''${encodeRfc8187(name)}`
  return `attachment; filename="${ascii}"${full}`
}

/** Percent-encodes all that RFC 8187 does not allow as it is. */
const encodeRfc8187 = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/**
 * Streams texts only as fast as the client takes them. A failure before the first text is answered
 * like any other error; a later one breaks the connection, as does losing access.
 */
export async function streamDownload(
  c: HttpContext,
  texts: AsyncGenerator<string | Uint8Array, void>,
  options: DownloadOptions,
): Promise<Response> {
  const headers = {
    'content-type': options.contentType,
    'content-disposition': attachment(options.fileName),
    'x-accel-buffering': 'no',
  }
  // The answer to HEAD has no body, so its stream would never end.
  if (c.req.method === 'HEAD') return new Response(null, { headers })
  const freeRoom = reserveOutput(c, DOWNLOAD_BYTES)
  const ending = new AbortController()
  const stopWatching = c.get('streams').watch(ownerOf(c), () => ending.abort())
  const release = (): void => {
    stopWatching()
    freeRoom()
  }
  try {
    const first = await texts.next()
    const idleMs = options.stalledAfterMs ?? STALLED_AFTER_MS
    const pieces = encoded(first, texts, ending.signal)
    return new Response(pacedBody(c, pieces, { idleMs, release }), { headers })
  } catch (error) {
    release()
    throw error
  }
}

async function* encoded(
  first: IteratorResult<string | Uint8Array, void>,
  rest: AsyncGenerator<string | Uint8Array, void>,
  ended: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder()
  try {
    for (let next = first; !next.done; next = await rest.next()) {
      if (ended.aborted) throw new UnauthenticatedError('token_invalid', 'the access has ended')
      yield typeof next.value === 'string' ? encoder.encode(next.value) : next.value
    }
  } finally {
    await rest.return()
  }
}
