import type { Principal } from '../access/principal.ts'
import type { AssistantUse } from '../assistant-use.ts'
import type { HttpContext } from '../context.ts'
import { resolveReferences } from '../references.ts'
import { jsonBody, problem, type RouteDeclaration, type z } from '../router.ts'
import type { CallerAccess } from './operation.ts'

export type Schema = z.ZodType
/** The schema of what an operation does not take. */
export type None = z.ZodUndefined

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** A sentence, or one for each code of the problem. */
type Refusal = string | Readonly<Record<string, string>>
type Refusals = {
  readonly [
    Status in 400 | 401 | 402 | 403 | 404 | 409 | 410 | 412 | 422 | 429 | 502 | 503
  ]?: Refusal
}

/** The declaration of an operation, whatever its verb. */
export type Declared<P extends Schema, Q extends Schema, B extends Schema> = {
  path: `/${string}`
  access: CallerAccess
  summary: string
  description?: string
  /** The first part of the path after /api without it. */
  tags?: string[]
  params?: P
  query?: Q
  body?: B | { schema: B; maxBytes?: number; required?: boolean }
  /** Headers that it reads from the request, which are checked before. */
  headers?: z.ZodObject
  /** Its answer has a secret: Idempotency-Key does not store it, assistants do not read it. */
  hasSecret?: true
  /** How assistants call it; they find it by a search without it. */
  assistant?: AssistantUse
  /** Set when it only reads: the audit log has no row of it. */
  changesNothing?: true
  /** The refusals of the operation itself; 404 is there without it when the path has parameters. */
  refusals?: Refusals
}

/** The input of a request, validated. */
export type Input<P extends Schema, Q extends Schema, B extends Schema> = {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
}

export type RequestContext = { principal: Principal; http: HttpContext }

/** The query of a call: each value as text, or as the number or boolean that it is parsed to. */
export type Sent<Query extends Schema> =
  z.input<Query> extends undefined
    ? undefined
    : {
        [Key in keyof z.input<Query>]:
          | z.input<Query>[Key]
          | Extract<z.output<Query>[Key & keyof z.output<Query>], number | boolean>
      }

/** A value that JSON makes a `T`: a time may be a Date. */
export type Answerable<T> = T extends string
  ? string extends T
    ? string | Date
    : T
  : T extends readonly (infer Item)[]
    ? readonly Answerable<Item>[]
    : T extends object
      ? { [Key in keyof T]: Answerable<T[Key]> }
      : T

/** The part of a route that does not depend on its answer. */
export function routeOf(
  declared: Declared<Schema, Schema, Schema>,
  method: Method,
): Omit<RouteDeclaration, 'responses' | 'access'> & { access: CallerAccess } {
  const { path, access, summary, description, tags, params, query, body, headers } = declared
  const assistant = declared.hasSecret ? 'never' : declared.assistant
  const sent = body && ('schema' in body ? jsonBody(body.schema, body) : jsonBody(body))
  return {
    method,
    path,
    access,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(assistant === undefined ? {} : { assistant }),
    ...(declared.changesNothing && { changesNothing: true }),
    request: requestOf({ params, query, body: sent, headers }),
  }
}

type Request = NonNullable<RouteDeclaration['request']>

export function requestOf(
  parts: Readonly<Record<'params' | 'query' | 'body', unknown>> & { headers?: unknown },
): Request {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined))
}

const NOTHING_THERE = 'There is nothing with this id'

/** The answers of `refusals`. */
export function refusalsOf({
  path,
  refusals = {},
}: Pick<Declared<Schema, Schema, Schema>, 'path' | 'refusals'>) {
  const all = { ...(path.includes('{') && { 404: NOTHING_THERE }), ...refusals }
  const answers = Object.entries(all).map(([status, refusal]) => [
    status,
    problem(sentenceOf(refusal)),
  ])
  return Object.fromEntries(answers) as Record<string, ReturnType<typeof problem>>
}

const sentenceOf = (refusal: Refusal): string =>
  typeof refusal === 'string'
    ? refusal
    : Object.entries(refusal)
        .map(([code, sentence]) => `\`${code}\`: ${sentence}`)
        .join('; ')

/**
 * Returns the input that the middleware of the route has validated, with ids for names
 * (`references.ts`); the body was sent as JSON or as a form.
 */
export async function inputOf<P extends Schema, Q extends Schema, B extends Schema>(
  c: HttpContext,
  services: unknown,
  sentAs: 'json' | 'form' = 'json',
): Promise<Input<P, Q, B>> {
  const read = (target: 'param' | 'query' | 'json' | 'form'): unknown =>
    c.req.valid(target as never)
  const input = { params: read('param'), query: read('query'), body: read(sentAs) }
  return (await resolveReferences(input, services, c.get('principal'))) as Input<P, Q, B>
}

export const contextOf = (c: HttpContext): RequestContext => ({
  principal: c.get('principal'),
  http: c,
})
