import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import { reserveOutput } from './output-buffer.ts'
import { pacedBody } from './paced-body.ts'
import { CONTENT_SEPARATOR } from './operations/version.ts'
import type { HttpContext, HttpEnv } from './router.ts'

/** Compressing smaller answers costs more than it saves. */
const SMALLEST_COMPRESSED = 1024
/** The bytes that a socket takes at once; larger answers are counted and written piece by piece. */
const PIECE_BYTES = 64 * 1024
/** Real time that a client has to take a whole answer: 10 KB a second for a large page. */
const SLOWEST_READER_MS = 120_000

const compress = promisify(gzip)

/** Whether answers at this path have an ETag: creators and the collections they are in. */
export const isRevalidated = (path: string): boolean =>
  /^\/(api\/(blogs|lists|persons|categories)(\/|$)|openapi\.json$)/.test(path)

/**
 * Adds ETag and 304 where creators are read, gzip above 1 KB, and bounded memory for slow clients.
 * Skips internal requests, whose answers are read at once.
 */
export const encodeAnswers: MiddlewareHandler<HttpEnv> = async (c, next) => {
  if (c.env?.isInternal) return await next()
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
  await next()
  const { status } = c.res
  if (c.res.body === null || !isJson(c.res.headers.get('content-type'))) return
  const body = new Uint8Array(await c.res.arrayBuffer())
  const headers = new Headers(c.res.headers)
  if (isRead && status === 200 && isRevalidated(c.req.path)) {
    const tag = tagOf(body, headers.get('etag'))
    headers.set('etag', tag)
    headers.set('cache-control', 'private, no-cache')
    headers.append('vary', 'Authorization')
    if (isKnown(c.req.header('if-none-match'), tag)) {
      headers.delete('content-type')
      replace(c, null, 304, headers)
      return
    }
  }
  const encoded = await encode(c, body, headers)
  headers.set('content-length', String(encoded.byteLength))
  replace(c, bounded(c, encoded, isRead), status, headers)
}

/** The level from which on a page becomes hardly smaller, and takes longer. */
const PAGE_LEVEL = 4

/**
 * Compresses a page as a whole: a stream of a few hundred kilobytes has its first byte later than
 * all of them together take.
 */
export const compressPages: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next()
  const { body, status } = c.res
  const headers = new Headers(c.res.headers)
  const isPage = headers.get('content-type')?.startsWith('text/html') ?? false
  if (body === null || !isPage || headers.has('content-encoding') || c.req.method === 'HEAD') return
  const encoded = await encode(c, new Uint8Array(await c.res.arrayBuffer()), headers, PAGE_LEVEL)
  headers.set('content-length', String(encoded.byteLength))
  replace(c, encoded, status, headers)
}

const isJson = (type: string | null): boolean =>
  type !== null && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)

/**
 * Returns a tag that changes with the content. The version of a row, which is a strong tag, is
 * followed by a digest of all its content: content that PATCH does not change, such as a count,
 * must not be taken from a cache either.
 */
function tagOf(body: Uint8Array, version: string | null): string {
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 27)
  return version === null
    ? `W/"${digest}"`
    : `${version.slice(0, -1)}${CONTENT_SEPARATOR}${digest}"`
}

const isKnown = (header: string | undefined, tag: string): boolean =>
  header?.split(',').some((each) => each.trim() === '*' || weak(each.trim()) === weak(tag)) ?? false

const weak = (tag: string): string => (tag.startsWith('W/') ? tag : `W/${tag}`)

async function encode(
  c: HttpContext,
  body: Uint8Array<ArrayBuffer>,
  headers: Headers,
  level?: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (body.byteLength < SMALLEST_COMPRESSED) return body
  headers.append('vary', 'Accept-Encoding')
  if (!takesGzip(c.req.header('accept-encoding'))) return body
  headers.set('content-encoding', 'gzip')
  return new Uint8Array(await compress(body, level === undefined ? {} : { level }))
}

function takesGzip(header: string | undefined): boolean {
  const gzip = header?.split(',').find((each) => /^\s*(gzip|\*)\s*(;|$)/i.test(each))
  return gzip !== undefined && !/;\s*q=0(\.0*)?\s*$/i.test(gzip)
}

/**
 * Streams a large body within the connection's buffer. Throws OutputFullError for a read when the
 * buffer is full.
 */
function bounded(
  c: HttpContext,
  body: Uint8Array<ArrayBuffer>,
  isRead: boolean,
): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  const room = c.env?.room
  if (room === undefined || c.req.method === 'HEAD' || body.byteLength <= PIECE_BYTES) return body
  const release = reserveOutput(c, body.byteLength, { must: !isRead })
  const pace = { idleMs: room.idleMs, totalMs: SLOWEST_READER_MS, release }
  return pacedBody(c, piecesOf(body), pace)
}

async function* piecesOf(body: Uint8Array): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < body.byteLength; at += PIECE_BYTES)
    yield await Promise.resolve(body.subarray(at, at + PIECE_BYTES))
}

function replace(
  c: HttpContext,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null,
  status: number,
  headers: Headers,
): void {
  // Setting c.res merges the headers of the previous answer.
  c.res = undefined
  c.res = new Response(body, { status, headers })
}
