import type { MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import type { HttpEnv } from '../context.ts'
import { ANY_TYPE, readMultipart, type Parts } from './multipart.ts'
import { readForm, readJson, readRaw } from './read.ts'
import { sizeText } from './receive.ts'

/** The largest JSON body in bytes: ten thousand usernames fit in a fifth of it. */
const MAX_JSON_BYTES = 2 * 1024 * 1024
const MAX_FORM_BYTES = 64 * 1024

/** The maximum bytes of a body in memory, and whether its route declared that limit itself. */
export type BodyLimit = { maxBytes: number; isOwn: boolean }

type Reader = { read: MiddlewareHandler<HttpEnv>; limit?: BodyLimit }

/** The middleware that reads each body declared here. */
const readers = new WeakMap<object, Reader>()

function declared<Body extends object>(body: Body, reader: Reader): Body {
  readers.set(body, reader)
  return body
}

/** Declares a JSON body; a route without access control must pass its own `maxBytes`. */
export function jsonBody<Schema extends z.ZodType>(
  schema: Schema,
  options: { maxBytes?: number; required?: boolean } = {},
) {
  const limit = limited(options.maxBytes, MAX_JSON_BYTES)
  const body = {
    required: options.required ?? true,
    description: mostOf(limit),
    content: { 'application/json': { schema } },
  }
  return declared(body, { read: readJson(limit.maxBytes), limit })
}

/** Declares a form; a route without access control must pass its own `maxBytes`. */
export function formBody<Schema extends z.ZodType>(
  schema: Schema,
  options: { maxBytes?: number } = {},
) {
  const limit = limited(options.maxBytes, MAX_FORM_BYTES)
  const body = {
    required: true,
    description: mostOf(limit),
    content: { 'application/x-www-form-urlencoded': { schema } },
  }
  return declared(body, { read: readForm(limit.maxBytes), limit })
}

const limited = (own: number | undefined, others: number): BodyLimit => ({
  maxBytes: own ?? others,
  isOwn: own !== undefined,
})

const mostOf = ({ maxBytes }: BodyLimit): string => `At most ${sizeText(maxBytes)}`

/** Declares a body that the handler reads unparsed. */
export function rawBody(
  type: string,
  options: { maxBytes: number; schema: { type: 'string' | 'object'; [key: string]: unknown } },
) {
  const limit = { maxBytes: options.maxBytes, isOwn: true }
  const content = { [type]: { schema: options.schema } }
  const body = { required: true, description: mostOf(limit), content }
  return declared(body, { read: readRaw(type, limit.maxBytes), limit })
}

/** Declares a multipart body. Files are streamed to disk; the handler finds them as `upload`. */
export function multipartBody(parts: Parts) {
  const fields = Object.entries(parts.fields ?? {}).map(([name, { maxBytes }]) => [
    name,
    { type: 'string', description: `At most ${maxBytes} bytes` },
  ])
  const files = Object.entries(parts.files).map(([name, { maxBytes, types, most }]) => {
    const description = `${types.includes(ANY_TYPE) ? '' : `${types.join(', ')}; `}at most ${maxBytes} bytes`
    const file = { type: 'string', format: 'binary', description }
    return [name, most === undefined ? file : { type: 'array', items: file, maxItems: most }]
  })
  const properties: Record<string, object> = Object.fromEntries([...fields, ...files])
  const schema = { type: 'object' as const, additionalProperties: false, properties }
  return declared(
    { required: true, content: { 'multipart/form-data': { schema } } },
    { read: readMultipart(parts) },
  )
}

/**
 * Declares a body in either of two forms. A form looks empty to the validator of JSON, so the JSON
 * schema must accept an empty object.
 */
export function eitherBody<First extends { content: object }>(
  first: First,
  second: { content: { 'multipart/form-data': object } },
) {
  const [readFirst, readSecond] = [bodyReader(first), bodyReader(second)]
  // Only the first of both is typed and checked by its schema.
  const content: First['content'] = { ...first.content, ...second.content }
  const body = { required: true, content }
  const read: MiddlewareHandler<HttpEnv> = async (c, next) => {
    const isForm = /^multipart\/form-data\s*;/i.test(c.req.header('content-type') ?? '')
    return await (isForm ? readSecond : readFirst)(c, next)
  }
  return declared(body, { read })
}

/** Returns the same body with other schemas; it is read as before. */
export function withContent<Body extends object>(body: Body, content: object): Body {
  const changed = { ...body, content }
  const reader = readers.get(body)
  return reader ? declared(changed, reader) : changed
}

/** Ignores the body: the route declares none. */
const readNothing: MiddlewareHandler<HttpEnv> = async (_c, next) => await next()

/**
 * Returns the middleware that reads the body of a route. Throws for a body that was not declared
 * here.
 */
export function bodyReader(body: object | undefined): MiddlewareHandler<HttpEnv> {
  if (body === undefined) return readNothing
  const reader = readers.get(body)
  if (!reader) throw new Error('declare the body with jsonBody, formBody, multipartBody or rawBody')
  return reader.read
}

/** The limit of a body in memory; undefined for bodies that are streamed to disk. */
export const limitOf = (body: object): BodyLimit | undefined => readers.get(body)?.limit
