import type { MiddlewareHandler } from 'hono'
import { InvalidInputError } from '../../base/errors.ts'
import { readJson as readJsonText } from '../../base/files/json.ts'
import type { HttpContext, HttpEnv } from '../context.ts'
import { BrokenJsonError, UnsupportedMediaTypeError } from '../errors.ts'
import { SMALL_BODY } from './input-buffer.ts'
import { readBytes, receiveBody, whole, type Reception } from './receive.ts'
import { requireStorable } from './storable.ts'

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i

/** Reads a body of this media type, which the route parses itself. */
export const readRaw =
  (type: string, maxBytes: number): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    requireNoEncoding(c)
    const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (mediaType !== type)
      throw new UnsupportedMediaTypeError(`the body must be ${type}`, [
        { field: 'content-type', reason: `expected ${type}`, code: 'not_accepted' },
      ])
    // The body is read before the route, so that a broken connection counts as the client's fault
    // there too.
    await readBytes(c, receptionOf(c, maxBytes))
    await next()
  }

/**
 * Reads a JSON body whose texts PostgreSQL can store, or none: the schema decides whether it is
 * required.
 */
export const readJson =
  (maxBytes: number): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    requireNoEncoding(c)
    await receiveBody(c, receptionOf(c, maxBytes))
    const text = await whole(c.req.text())
    if (text.length > SMALL_BODY) await c.env?.input?.turn()
    // Programs name the type of a body also where they send none.
    if (text === '') c.req.raw.headers.delete('content-type')
    else checkJson(text, c.req.header('content-type'))
    await next()
  }

/**
 * More fields than any declared form has: each field costs as much as a hundred bytes of a long
 * one.
 */
const MAX_FORM_FIELDS = 20

/** Reads a form as browsers send it; its texts can be stored. */
export const readForm = (maxBytes: number): MiddlewareHandler<HttpEnv> => {
  const read = readRaw('application/x-www-form-urlencoded', maxBytes)
  return async (c, next) =>
    await read(c, async () => {
      const text = await whole(c.req.text())
      if (hasMoreFields(text, MAX_FORM_FIELDS)) {
        const reason = `has more than ${MAX_FORM_FIELDS} fields`
        throw new InvalidInputError(`the body ${reason}`, [
          { field: 'body', reason, code: 'not_accepted' },
        ])
      }
      requireStorable(Object.fromEntries(new URLSearchParams(text)))
      await next()
    })
}

function hasMoreFields(text: string, most: number): boolean {
  let at = -1
  for (let fields = 1; fields <= most; fields += 1) {
    at = text.indexOf('&', at + 1)
    if (at === -1) return false
  }
  return true
}

/** How to receive the body of a declared route; its principal is already known. */
const receptionOf = (c: HttpContext, maxBytes: number): Reception => ({
  maxBytes,
  isKnown: c.get('principal').kind !== 'anonymous',
})

/** Refuses compressed bodies: a small one may unpack to any size. */
export function requireNoEncoding(c: HttpContext): void {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return
  const reason = 'expected none: send the body without compression'
  throw new UnsupportedMediaTypeError('the body must not be compressed', [
    { field: 'content-encoding', reason, code: 'not_accepted' },
  ])
}

/** Matches an escape that may encode NUL or half a surrogate pair. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i

function checkJson(text: string, contentType: string | undefined): void {
  if (contentType === undefined || !JSON_TYPE.test(contentType)) {
    const reason = 'expected application/json'
    throw new UnsupportedMediaTypeError('the body must be JSON', [
      { field: 'content-type', reason, code: 'not_accepted' },
    ])
  }
  const read = readJsonText(text)
  if ('fault' in read) {
    const { fault: reason, isTooMuch } = read
    const problems = [{ field: 'body', reason, code: 'not_accepted' }] as const
    if (isTooMuch) throw new InvalidInputError(`the body ${reason}`, problems)
    throw new BrokenJsonError(`the body ${reason}`, problems)
  }
  if (SUSPECT.test(text)) requireStorable(read.value)
}
