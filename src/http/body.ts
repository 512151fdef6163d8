import type { MiddlewareHandler } from 'hono'
import { AppError, InvalidInputError, type FieldProblem } from '../base/errors.ts'
import { takesCsv } from './csv-paths.ts'
import {
  BodyCutError,
  BodyTooLargeError,
  BrokenJsonError,
  UnsupportedMediaTypeError,
} from './errors.ts'
import type { HttpEnv } from './router.ts'
import { isSignedPath, MAX_SIGNED_BYTES } from './signed-paths.ts'

/** The largest body that is read: ten thousand usernames fit in a fifth of it. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i

/**
 * Refuses a body that is too large: before it is read if it says so itself, else as soon as it is. The limit that comes
 * with Hono rebuilds the request from itself, which fails for the requests of its Node server.
 */
export const limitBody: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const { body, headers, method, url } = c.req.raw
  const limit = isSignedPath(c.req.path) ? MAX_SIGNED_BYTES : MAX_BODY_BYTES
  const length = headers.get('content-length')
  if (Number(length ?? 0) > limit) throw tooLarge(limit)
  if (body !== null && length === null) {
    const read = await whole(readWithin(body, limit))
    c.req.raw = new Request(url, { method, headers: [...headers], body: read })
  }
  await next()
}

/** What is read of a body. Throws BodyCutError for what the connection throws: it is the client's, no fault of ours. */
async function whole<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    throw error instanceof AppError ? error : new BodyCutError(error)
  }
}

async function readWithin(
  body: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(limit: number): BodyTooLargeError {
  const size = limit < 1024 * 1024 ? `${limit / 1024} KB` : `${limit / 1024 / 1024} MB`
  const reason = `is larger than ${size}`
  return new BodyTooLargeError(`the body ${reason}`, [{ field: 'body', reason }])
}

/**
 * Refuses a body that is not JSON, or that has texts which PostgreSQL cannot store; of a path that takes CSV, one that is
 * not CSV. What is signed is left as it came.
 */
export const requireJson: MiddlewareHandler<HttpEnv> = async (c, next) => {
  if (isSignedPath(c.req.path)) return await next()
  if (takesCsv(c.req.path) && c.req.method === 'POST') {
    checkCsv(c.req.header('content-type'))
    return await next()
  }
  const text = c.req.raw.body === null ? '' : await whole(c.req.text())
  if (text !== '') checkJson(text, c.req.header('content-type'))
  await next()
}

function checkJson(text: string, contentType: string | undefined): void {
  if (contentType === undefined || !JSON_TYPE.test(contentType)) {
    const reason = 'expected application/json'
    throw new UnsupportedMediaTypeError('the body must be JSON', [
      { field: 'content-type', reason },
    ])
  }
  const problems = unstorableTexts(parseJson(text))
  if (problems.length > 0) {
    throw new InvalidInputError('the body has texts that cannot be stored', problems)
  }
}

function checkCsv(contentType: string | undefined): void {
  if (contentType !== undefined && /^text\/csv\s*(;|$)/i.test(contentType)) return
  throw new UnsupportedMediaTypeError('the body must be CSV', [
    { field: 'content-type', reason: 'expected text/csv' },
  ])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser's own words quote the body, which may hold a password.
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const reason = `is not valid JSON${position === undefined ? '' : ` (at position ${position})`}`
    throw new BrokenJsonError(`the body ${reason}`, [{ field: 'body', reason }])
  }
}

/** Whether PostgreSQL can store a text: it has no NUL character and no half of a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Deeper down, a fault is named by the way that leads there so far. */
const LONGEST_PATH = 200

const UNSTORABLE = 'has a NUL character or half a surrogate pair'

/** Walks with a list of its own: nesting has no limit in JSON, but the stack has one. */
function unstorableTexts(root: unknown): FieldProblem[] {
  const problems: FieldProblem[] = []
  const open: { path: string; value: unknown }[] = [{ path: '', value: root }]
  for (let next = open.pop(); next !== undefined && problems.length < 100; next = open.pop()) {
    const { path, value } = next
    if (typeof value === 'string' && !isStorable(value)) {
      problems.push({ field: path === '' ? 'body' : path, reason: UNSTORABLE })
    }
    if (typeof value !== 'object' || value === null) continue
    for (const [key, child] of Object.entries(value)) {
      const name = isStorable(key) ? key : '?'
      const childPath = path === '' ? name : path.length > LONGEST_PATH ? path : `${path}.${name}`
      if (!isStorable(key)) problems.push({ field: childPath, reason: UNSTORABLE })
      open.push({ path: childPath, value: child })
    }
  }
  return problems
}

/** Refuses addresses whose path or query PostgreSQL could not compare with anything. */
export const requireStorableAddress: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const faulty = Object.entries(c.req.queries()).flatMap(([name, values]) =>
    isStorable(name) && values.every(isStorable) ? [] : [{ field: name, reason: UNSTORABLE }],
  )
  if (!isStorable(c.req.path) || c.req.path.includes('%00')) {
    faulty.push({ field: 'path', reason: UNSTORABLE })
  }
  if (faulty.length > 0) throw new InvalidInputError('the address cannot be right', faulty)
  await next()
}
