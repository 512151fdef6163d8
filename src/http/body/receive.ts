import { AppError } from '../../base/errors.ts'
import type { HttpContext } from '../context.ts'
import { BodyCutError, BodyTooLargeError, InputFullError } from '../errors.ts'
import { SMALL_BODY } from './input-buffer.ts'

/** The maximum bytes of a body, and whether a valid token or session came with it. */
export type Reception = { maxBytes: number; isKnown: boolean }

/**
 * Reserves memory for a body before it is read, by its length or piece by piece. Throws
 * BodyTooLargeError, or InputFullError when other bodies fill the buffer.
 */
export async function receiveBody(c: HttpContext, reception: Reception): Promise<void> {
  announce(c, reception)
  const { raw } = c.req
  const { headers } = raw
  // A request from a socket has no body without either header.
  const isEmpty = c.env?.input !== undefined && !headers.has('transfer-encoding')
  if (headers.has('content-length') || isEmpty || raw.body === null) return
  await acceptPieces(c, await whole(readPieces(c, raw.body, { ...reception, isReserved: false })))
}

function announce(c: HttpContext, reception: Reception): void {
  const length = Number(c.req.raw.headers.get('content-length') ?? 0)
  if (length > reception.maxBytes) throw tooLarge(reception.maxBytes)
  if (!reception.isKnown) c.env?.expectShortBody?.()
  if (length > 0) reserve(c, length, reception)
  c.env?.continueBody?.()
}

function reserve(c: HttpContext, bytes: number, { isKnown }: Reception): void {
  if (c.env?.input?.reserve(bytes, { isKnown }) === false) throw new InputFullError()
}

async function readPieces(
  c: HttpContext,
  body: ReadableStream<Uint8Array>,
  reception: Reception & { isReserved: boolean },
): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.byteLength
    if (size > reception.maxBytes) throw tooLarge(reception.maxBytes)
    if (!reception.isReserved) reserve(c, piece.byteLength, reception)
    pieces.push(piece)
  }
  return pieces
}

/**
 * Reads the raw body, for code that verifies a signature over it or parses it itself; handlers may
 * read it again.
 */
export async function readBytes(c: HttpContext, reception: Reception): Promise<Uint8Array> {
  await receiveBody(c, reception)
  const bytes = new Uint8Array(await whole(c.req.arrayBuffer()))
  if (bytes.byteLength > SMALL_BODY) await c.env?.input?.turn()
  return bytes
}

/**
 * Reads the pieces of a body as they arrived, for code that verifies a signature over them: joining
 * a body that is refused would cost as much as reading it. `acceptPieces` passes them on to
 * handlers.
 */
export async function readUnjoined(
  c: HttpContext,
  reception: Reception,
): Promise<readonly Uint8Array[]> {
  announce(c, reception)
  const { body, headers } = c.req.raw
  if (body === null) return []
  const isReserved = headers.has('content-length')
  return await whole(readPieces(c, body, { ...reception, isReserved }))
}

/** Sets the pieces as the body of the request. */
export async function acceptPieces(c: HttpContext, pieces: readonly Uint8Array[]): Promise<void> {
  const body = Buffer.concat(pieces)
  const { headers, method, url } = c.req.raw
  // Hono's own limit rebuilds the request from itself, which fails on its Node server.
  c.req.raw = new Request(url, { method, headers: [...headers], body })
  if (body.byteLength > SMALL_BODY) await c.env?.input?.turn()
}

/** Converts what the connection throws into BodyCutError: it is the client's fault. */
export async function whole<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    throw error instanceof AppError ? error : new BodyCutError(error)
  }
}

/** Returns the refusal of a body with more than this many bytes. */
export function tooLarge(limit: number): BodyTooLargeError {
  const reason = `is larger than ${sizeText(limit)}`
  return new BodyTooLargeError(`the body ${reason}`, [{ field: 'body', reason, code: 'bytes' }])
}

/** Formats a number of bytes for people. */
export const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${bytes / 1024} KB` : `${bytes / 1024 / 1024} MB`
