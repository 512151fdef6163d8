import { z, type RouteConfig } from '@hono/zod-openapi'
import { withContent } from './body/declare.ts'

/**
 * Paths whose names are set by a contract: their fields are in camelCase, all others of the API in
 * snake_case. tests/openapi/spelling.test.ts compares the document with it.
 */
const CONTRACT = /^\/api\/(?:instagram|ig\/auth|ig\/bind)(?:\/|$)/

export const isContractPath = (path: string): boolean => CONTRACT.test(path)

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

/** A value whose fields are spelled in camelCase, at any depth. */
export type CamelKeys<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? CamelKeys<Item>[]
    : T extends object
      ? { [Key in keyof T as Key extends string ? CamelCase<Key> : Key]: CamelKeys<T[Key]> }
      : T

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Spells the fields of an answer in camelCase, at any depth. */
export const camelKeys = <T>(value: T): CamelKeys<T> => respelled(value) as CamelKeys<T>

function respelled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(respelled)
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [camelCase(name), respelled(each)]),
  )
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !Array.isArray(value)

/**
 * Returns the schema of an answer after `camelKeys`. A schema without changed names stays the same
 * object; a changed one has no name of its own in the document.
 */
export const camelSchema = <Schema extends z.ZodType>(
  schema: Schema,
): z.ZodType<CamelKeys<z.output<Schema>>> =>
  camelCased(schema) as z.ZodType<CamelKeys<z.output<Schema>>>

function camelCased(schema: unknown): unknown {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    const inner = schema.unwrap()
    const cased = camelCased(inner) as z.ZodType
    if (cased === inner) return schema
    return schema instanceof z.ZodNullable ? cased.nullable() : cased.optional()
  }
  if (schema instanceof z.ZodArray) {
    const cased = camelCased(schema.element) as z.ZodType
    return cased === schema.element ? schema : z.array(cased)
  }
  if (!(schema instanceof z.ZodObject)) return schema
  const fields = Object.entries(schema.shape).map(([name, field]) => {
    const [spelled, cased] = [camelCase(name), camelCased(field)]
    return { spelled, cased, changes: spelled !== name || cased !== field }
  })
  if (!fields.some(({ changes }) => changes)) return schema
  return z.object(
    Object.fromEntries(fields.map(({ spelled, cased }) => [spelled, cased as z.ZodType])),
  )
}

type Request = NonNullable<RouteConfig['request']>

/**
 * Returns the changes that make a route accept both spellings of each field of its query and
 * bodies, and say so in its description. Nothing changes outside the contract, or where all names
 * are one word.
 */
export function acceptBothSpellings({
  path,
  request,
  description = '',
}: {
  path: string
  request?: Request
  description?: string
}): { request?: Request; description?: string } {
  if (!request || !isContractPath(path)) return {}
  const { query, body } = request
  const content = Object.entries(body?.content ?? {}).map(([type, media]) => ({
    type,
    media,
    schema: schemaIn(media),
  }))
  const [example] = [query, ...content.map(({ schema }) => schema)].flatMap(secondSpellings)
  if (example === undefined) return {}
  const respelled = content.map(({ type, media, schema }) => [
    type,
    schema ? { ...media, schema: eitherSpelling(schema) } : media,
  ])
  return {
    request: {
      ...request,
      ...(query instanceof z.ZodType && { query: eitherSpelling(query) as typeof query }),
      ...(body && { body: withContent(body, Object.fromEntries(respelled)) }),
    },
    description: `${description} Fields may also be sent in snake_case: \`${example}\`.`.trim(),
  }
}

const schemaIn = (media: object | undefined): z.ZodType | undefined =>
  media && 'schema' in media && media.schema instanceof z.ZodType ? media.schema : undefined

/**
 * Accepts a field under its name or that name in snake_case, but not under both: the second is
 * unknown.
 */
function eitherSpelling(schema: z.ZodType): z.ZodType {
  return secondSpellings(schema).length === 0
    ? schema
    : z.preprocess((sent) => declaredNames(schema, sent), schema)
}

/** The snake_case names of a schema that differ from its own. */
function secondSpellings(schema: unknown): string[] {
  const plain = unwrapped(schema)
  if (plain instanceof z.ZodArray) return secondSpellings(plain.element)
  if (!(plain instanceof z.ZodObject)) return []
  return Object.entries(plain.shape).flatMap(([name, field]) => {
    const other = snakeCase(name)
    return [...(other === name ? [] : [other]), ...secondSpellings(field)]
  })
}

function declaredNames(schema: unknown, sent: unknown): unknown {
  const plain = unwrapped(schema)
  if (plain instanceof z.ZodArray && Array.isArray(sent))
    return sent.map((item: unknown) => declaredNames(plain.element, item))
  if (!(plain instanceof z.ZodObject) || !isFields(sent)) return sent
  const { shape } = plain
  const declared = new Map(Object.keys(shape).map((name) => [snakeCase(name), name]))
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => {
      const meant = declared.get(name) ?? name
      const known = meant !== name && Object.hasOwn(sent, meant) ? name : meant
      return [known, declaredNames(shape[known], value)]
    }),
  )
}

function unwrapped(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  return isWrapped ? unwrapped(schema.unwrap()) : schema
}
