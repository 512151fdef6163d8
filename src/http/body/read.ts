import type { MiddlewareHandler } from 'hono'
import { AppError, InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import type { HttpContext, HttpEnv } from '../context.ts'
import {
  BodyCutError,
  BodyTooLargeError,
  BrokenJsonError,
  UnsupportedMediaTypeError,
} from '../errors.ts'

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i

/** A body of this media type, which the route reads by itself. */
export const readRaw =
  (type: string, maxBytes: number): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    await limitBody(c, maxBytes)
    const given = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (given !== type)
      throw new UnsupportedMediaTypeError(`the body must be ${type}`, [
        { field: 'content-type', reason: `expected ${type}` },
      ])
    await next()
  }

/** A JSON body whose texts PostgreSQL can store, or none: the schema decides about that. */
export const readJson =
  (maxBytes: number): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    await limitBody(c, maxBytes)
    const text = c.req.raw.body === null ? '' : await whole(c.req.text())
    if (text !== '') checkJson(text, c.req.header('content-type'))
    await next()
  }

/** A form as browsers send it; its texts can be stored. */
export const readForm = (maxBytes: number): MiddlewareHandler<HttpEnv> => {
  const read = readRaw('application/x-www-form-urlencoded', maxBytes)
  return async (c, next) =>
    await read(c, async () => {
      requireStorable(Object.fromEntries(new URLSearchParams(await whole(c.req.text()))))
      await next()
    })
}

/** The raw body, for whoever checks a signature over it; handlers may read it again. */
export async function readBytes(c: HttpContext, maxBytes: number): Promise<Uint8Array> {
  await limitBody(c, maxBytes)
  return c.req.raw.body === null
    ? new Uint8Array()
    : new Uint8Array(await whole(c.req.arrayBuffer()))
}

/** Hono's own limit rebuilds the request from itself, which fails on its Node server. */
async function limitBody(c: HttpContext, maxBytes: number): Promise<void> {
  const { body, headers, method, url } = c.req.raw
  const length = headers.get('content-length')
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (body !== null && length === null) {
    const read = await whole(readWithin(body, maxBytes))
    c.req.raw = new Request(url, { method, headers: [...headers], body: read })
  }
}

/** Throws BodyCutError for what the connection throws: it is the client's fault. */
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

/** The refusal of a body that is larger than this many bytes. */
export function tooLarge(limit: number): BodyTooLargeError {
  const size = limit < 1024 * 1024 ? `${limit / 1024} KB` : `${limit / 1024 / 1024} MB`
  const reason = `is larger than ${size}`
  return new BodyTooLargeError(`the body ${reason}`, [{ field: 'body', reason }])
}

function checkJson(text: string, contentType: string | undefined): void {
  if (contentType === undefined || !JSON_TYPE.test(contentType)) {
    const reason = 'expected application/json'
    throw new UnsupportedMediaTypeError('the body must be JSON', [
      { field: 'content-type', reason },
    ])
  }
  requireStorable(parseJson(text))
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

/** Whether PostgreSQL can store a text. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Deeper down, a fault is named by the way that leads there so far. */
const LONGEST_PATH = 200

export const UNSTORABLE = 'has a NUL character or half a surrogate pair'

/** Walks with a list of its own: nesting has no limit in JSON, but the stack has one. */
function requireStorable(root: unknown): void {
  const problems: FieldProblem[] = []
  const open: { path: string; value: unknown }[] = [{ path: '', value: root }]
  for (let next = open.pop(); next !== undefined && problems.length < 100; next = open.pop()) {
    const { path, value } = next
    if (typeof value === 'string' && !isStorable(value)) {
      problems.push({ field: path === '' ? 'body' : path, reason: UNSTORABLE })
    }
    if (typeof value !== 'object' || value === null) continue
    for (const [key, child] of Object.entries(value)) {
      const childPath = pathTo(path, isStorable(key) ? key : '?')
      if (!isStorable(key)) problems.push({ field: childPath, reason: UNSTORABLE })
      open.push({ path: childPath, value: child })
    }
  }
  if (problems.length > 0)
    throw new InvalidInputError('the body has texts that cannot be stored', problems)
}

function pathTo(path: string, name: string): string {
  if (path === '') return name
  return path.length > LONGEST_PATH ? path : `${path}.${name}`
}

/** Refuses addresses whose path or query PostgreSQL could not compare with anything. */
export const requireStorableAddress: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const faulty = Object.entries(c.req.queries()).flatMap(([name, values]) =>
    isStorable(name) && values.every(isStorable) ? [] : [{ field: name, reason: UNSTORABLE }],
  )
  if (!isStorable(c.req.path) || c.req.path.includes('%00')) {
    faulty.push({ field: 'path', reason: UNSTORABLE })
  }
  if (faulty.length > 0)
    throw new InvalidInputError('the URL has characters that cannot be stored', faulty)
  await next()
}
