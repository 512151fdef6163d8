import type { MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import type { HttpEnv } from '../context.ts'
import { ANY_TYPE, readMultipart, type Parts } from './multipart.ts'
import { readForm, readJson, readRaw } from './read.ts'

/** The largest JSON body that is read: ten thousand usernames fit in a fifth of it. */
const MAX_JSON_BYTES = 2 * 1024 * 1024
const MAX_FORM_BYTES = 64 * 1024

/** How the middleware of a route reads a body that was declared here. */
const readers = new WeakMap<object, MiddlewareHandler<HttpEnv>>()

function declared<Body extends object>(body: Body, reader: MiddlewareHandler<HttpEnv>): Body {
  readers.set(body, reader)
  return body
}

export const jsonBody = <Schema extends z.ZodType>(
  schema: Schema,
  { maxBytes = MAX_JSON_BYTES, required = true }: { maxBytes?: number; required?: boolean } = {},
) => declared({ required, content: { 'application/json': { schema } } }, readJson(maxBytes))

export const formBody = <Schema extends z.ZodType>(schema: Schema) =>
  declared(
    { required: true, content: { 'application/x-www-form-urlencoded': { schema } } },
    readForm(MAX_FORM_BYTES),
  )

/** Declares a body that the handler reads by itself, as it came. */
export const rawBody = (
  type: string,
  options: { maxBytes: number; schema: { type: 'string' | 'object'; [key: string]: unknown } },
) =>
  declared(
    { required: true, content: { [type]: { schema: options.schema } } },
    readRaw(type, options.maxBytes),
  )

/** Files are streamed to disk; the handler finds them as `upload`. */
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
    readMultipart(parts),
  )
}

/** A body in either of two forms. A form is no JSON to the validator of JSON: its schema must take an empty object. */
export function eitherBody<First extends { content: object }>(
  first: First,
  second: { content: { 'multipart/form-data': object } },
) {
  const [readFirst, readSecond] = [bodyReader(first), bodyReader(second)]
  // Of both only the first is checked by its schema, and typed.
  const content: First['content'] = { ...first.content, ...second.content }
  const body = { required: true, content }
  return declared(body, async (c, next) => {
    const isForm = /^multipart\/form-data\s*;/i.test(c.req.header('content-type') ?? '')
    return await (isForm ? readSecond : readFirst)(c, next)
  })
}

/** Ignores what is sent: the route declares no body. */
const readNothing: MiddlewareHandler<HttpEnv> = async (_c, next) => await next()

/** What reads the body of a route. Throws for one that was not declared here. */
export function bodyReader(body: object | undefined): MiddlewareHandler<HttpEnv> {
  if (body === undefined) return readNothing
  const reader = readers.get(body)
  if (!reader) throw new Error('declare the body with jsonBody, formBody, multipartBody or rawBody')
  return reader
}
