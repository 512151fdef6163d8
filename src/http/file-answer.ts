import { open, type FileHandle } from 'node:fs/promises'
import { reserveOutput } from './output-buffer.ts'
import { pacedBody } from './paced-body.ts'
import { problemResponse } from './problem.ts'
import type { HttpContext } from './router.ts'

/** A file that clients may request in parts. */
export type ServedFile = {
  path: string
  bytes: number
  contentType: string
  /** An ETag without its quotes: changes with the content. */
  tag: string
  cacheControl: string
}

const PIECE_BYTES = 256 * 1024
/** At most two pieces are in memory: one being read, one being sent. */
const ROOM_BYTES = 2 * PIECE_BYTES
/** A client that takes no bytes for this long (real time) counts as gone. */
const STALLED_AFTER_MS = 2 * 60_000

/**
 * Answers GET and HEAD with Range, If-Range and If-None-Match (RFC 9110). Throws what opening the
 * file throws.
 */
export async function answerFile(c: HttpContext, file: ServedFile): Promise<Response> {
  const { bytes, tag, contentType, cacheControl } = file
  const etag = `"${tag}"`
  const headers = { etag, 'accept-ranges': 'bytes', 'cache-control': cacheControl }
  if (namesTag(c.req.header('if-none-match'), etag))
    return new Response(null, { status: 304, headers })
  const ifRange = c.req.header('if-range')
  const range =
    ifRange === undefined || ifRange === etag ? rangeIn(c.req.header('range'), bytes) : 'all'
  if (range === 'none')
    return problemResponse(c, {
      status: 416,
      code: 'range_not_satisfiable',
      detail: `the file has ${bytes} bytes`,
      headers: { 'content-range': `bytes */${bytes}` },
    })
  const { from, to } = range === 'all' ? { from: 0, to: bytes - 1 } : range
  const all = {
    ...headers,
    'content-type': contentType,
    'content-length': String(to - from + 1),
    ...(range === 'all' ? {} : { 'content-range': `bytes ${from}-${to}/${bytes}` }),
  }
  const status = range === 'all' ? 200 : 206
  const handle = await open(file.path, 'r')
  // The answer to HEAD has no body, so its stream would never end.
  if (c.req.method === 'HEAD') {
    await handle.close()
    return new Response(null, { status, headers: all })
  }
  return new Response(await bodyOf(c, handle, { from, to }), { status, headers: all })
}

async function bodyOf(c: HttpContext, handle: FileHandle, span: Span) {
  try {
    const release = reserveOutput(c, ROOM_BYTES)
    return pacedBody(c, piecesOf(handle, span), { idleMs: STALLED_AFTER_MS, release })
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** The first and the last byte. */
type Span = { from: number; to: number }

async function* piecesOf(handle: FileHandle, { from, to }: Span): AsyncGenerator<Uint8Array, void> {
  try {
    for (let at = from; at <= to;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, to - at + 1))
      const { bytesRead } = await handle.read(piece, 0, piece.length, at)
      if (bytesRead === 0) throw new Error('the file is shorter than its row says')
      yield piece.subarray(0, bytesRead)
      at += bytesRead
    }
  } finally {
    await handle.close()
  }
}

/**
 * Parses one range; several ranges, and anything that is not a range of bytes, are answered with
 * the whole file.
 */
function rangeIn(header: string | undefined, bytes: number): Span | 'all' | 'none' {
  const span =
    spanFromStart(/^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? ''), bytes) ??
    spanFromEnd(/^bytes=-(\d{1,15})$/.exec(header ?? ''), bytes)
  if (span === null) return 'all'
  return span.from >= bytes ? 'none' : span
}

function spanFromStart(found: RegExpExecArray | null, bytes: number): Span | null {
  const [, first, last = ''] = found ?? []
  if (first === undefined) return null
  const from = Number(first)
  if (last === '') return { from, to: bytes - 1 }
  return Number(last) < from ? null : { from, to: Math.min(Number(last), bytes - 1) }
}

function spanFromEnd(found: RegExpExecArray | null, bytes: number): Span | null {
  const [, length] = found ?? []
  return length === undefined ? null : { from: Math.max(0, bytes - Number(length)), to: bytes - 1 }
}

const namesTag = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((each) => ['*', etag, `W/${etag}`].includes(each.trim())) ?? false
