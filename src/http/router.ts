import { createRoute as declareRoute, OpenAPIHono, z, type RouteConfig } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { getPath } from 'hono/utils/url'
import type { ZodError } from 'zod'
import { InvalidInputError, type FieldProblem } from '../base/errors.ts'
import { faultOf } from './field-fault.ts'
import { describeAccess, requireAccess, type Access } from './access/access.ts'
import { describeAssistantUse, type AssistantUse } from './assistant-use.ts'
import { bodyReader, limitOf } from './body/declare.ts'
import { requireStorableAddress } from './body/storable.ts'
import type { HttpEnv } from './context.ts'
import { announcing, describeDeprecation, type Deprecation } from './deprecation.ts'
import { acceptBothSpellings } from './spelling.ts'

export { z } from '@hono/zod-openapi'
export type { HttpContext, HttpEnv } from './context.ts'
export { eitherBody, formBody, jsonBody, multipartBody, rawBody } from './body/declare.ts'

export type Router = OpenAPIHono<HttpEnv>

type Declaration = Omit<RouteConfig, 'path' | 'security' | 'middleware' | 'deprecated'> & {
  access: Access
  /** The tags; the first part of the path after /api by default. */
  tags?: string[]
  /** Set when a later release will lack the route. */
  deprecation?: Deprecation
  /** How assistants call it (`/mcp`). */
  assistant?: AssistantUse
  /** Set when it only reads, whatever its method: the audit log has no row of it. */
  changesNothing?: boolean
  /** Derived from `access` and the body. */
  security?: never
  deprecated?: never
  middleware?: never
}

/** The declaration of a route, with its path. */
export type RouteDeclaration = Declaration & { path: string }

/** Declares a route. Access and body are checked before its handler, and appear in the document. */
export function createRoute<P extends string, R extends Declaration & { path: P }>(
  declared: R & { path: P },
) {
  const { access, request, method, path, deprecation, assistant } = declared
  const isSigned = typeof access === 'object' && 'signature' in access
  requireOwnLimit(declared)
  const middleware: MiddlewareHandler<HttpEnv>[] = [
    naming(path),
    ...(deprecation ? [announcing(deprecation)] : []),
    requireAccess(access),
    requireStorableAddress,
    // A signature covers the raw body, so its check reads it.
    ...(isSigned ? [] : [bodyReader(request?.body)]),
    ...(method === 'post' && !isSigned ? [keepAnswer] : []),
    ...(isRecorded(declared) ? [recording(declared, access)] : []),
  ]
  const tags = declared.tags ?? path.split('/').slice(2, 3)
  const route = { ...declared, tags, ...describeAccess(access), middleware }
  Object.assign(route, acceptBothSpellings(declared))
  if (deprecation) Object.assign(route, describeDeprecation(deprecation, declared.description))
  Object.assign(route, describeAssistantUse(assistant))
  // The document has no such fields.
  Reflect.deleteProperty(route, 'assistant')
  Reflect.deleteProperty(route, 'changesNothing')
  Reflect.deleteProperty(route, 'access')
  Reflect.deleteProperty(route, 'deprecation')
  return declareRoute<P, R>(route)
}

/** Changes by people and tokens are in the audit log; a signed call is none of a person. */
function isRecorded({ method, access, changesNothing }: Declaration): boolean {
  const isSigned = typeof access === 'object' && 'signature' in access
  return method !== 'get' && !isSigned && access !== 'open' && changesNothing !== true
}

/** Throws for a route that takes a body without a token and declares no limit for it. */
function requireOwnLimit({ access, request, path }: Declaration & { path: string }): void {
  const isOpen =
    access === 'open' ||
    (typeof access === 'object' && ('optional' in access || 'signature' in access))
  if (isOpen && request?.body && limitOf(request.body)?.isOwn !== true)
    throw new Error(`anybody may send a body to ${path}: declare its maxBytes`)
}

/** Another path may match too: the first declared one answers. */
const naming = (path: string): MiddlewareHandler<HttpEnv> => {
  const route = path.replaceAll(/\{(\w+)\}/g, ':$1')
  return async (c, next) => {
    c.set('route', route)
    await next()
  }
}

function recording(
  { operationId, path }: { operationId?: string; path: string },
  access: Access,
): MiddlewareHandler<HttpEnv> {
  const scope = typeof access === 'object' && 'elevated' in access ? access.elevated : access
  const route = { operationId: operationId ?? path, path, isErasure: scope === 'erasure:write' }
  return async (c, next) => await c.get('recordChange')(c, next, route)
}

const keepAnswer: MiddlewareHandler<HttpEnv> = async (c, next) => await c.get('keepAnswer')(c, next)

/**
 * Returns the path of a request: in the API and the console, one trailing slash changes nothing.
 */
function pathOf(request: Request): string {
  const path = getPath(request)
  const isOurs = path.startsWith('/api/') || (path.startsWith('/console/') && path !== '/console/')
  return isOurs && path.endsWith('/') ? path.slice(0, -1) : path
}

/**
 * Creates a router for full paths; invalid input becomes one InvalidInputError that names each
 * field.
 */
export function createRouter(): Router {
  return new OpenAPIHono<HttpEnv>({
    getPath: pathOf,
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.target, result.error)
    },
  })
}

const MAX_PROBLEMS = 100

/** Returns the faults of the fields of a `target`, such as query or body. */
export function invalidInput(target: string, error: ZodError): InvalidInputError {
  const problems = error.issues.slice(0, MAX_PROBLEMS).flatMap((issue): FieldProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: fieldName(target, [...issue.path, key]),
        reason: 'is unknown',
        code: 'unknown_field',
      }))
    }
    return [{ field: fieldName(target, issue.path), ...faultOf(issue, target) }]
  })
  const [first] = problems
  const message =
    problems.length === 1 && first
      ? `${first.field}: ${first.reason}`
      : `${Math.max(problems.length, error.issues.length)} fields are faulty`
  return new InvalidInputError(message, problems.slice(0, MAX_PROBLEMS), { cause: error })
}

/** Names a field by its path, as in `usernames.3`; `body` when all of it is invalid. */
function fieldName(target: string, path: readonly PropertyKey[]): string {
  if (path.length > 0) return path.map(String).join('.')
  return target === 'json' ? 'body' : target
}

/** A fault of one field of a request or a file. */
export const FieldFault = z.object({
  field: z.string(),
  reason: z.string().openapi({ description: 'What is wrong, for people' }),
  code: z.string().openapi({
    description: 'What is wrong, for programs; codes never change',
    example: 'too_long',
  }),
  limits: z
    .record(z.string(), z.number())
    .optional()
    .openapi({ description: 'The values that the code refers to', example: { max: 100 } }),
  value: z.string().optional().openapi({
    description: 'The faulty part of the input, such as one word of a list',
    example: 'mothers',
  }),
  suggestion: z
    .string()
    .optional()
    .openapi({ description: 'A similar allowed value', example: 'ru' }),
  candidates: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .optional()
    .openapi({
      description: 'What the name of `ambiguous_reference` may mean; what has the value already',
    }),
})

/** An RFC 9457 problem, as in every error answer. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: 'about:blank' }),
    title: z.string().openapi({ description: 'The HTTP status in words' }),
    status: z.int().openapi({ example: 422 }),
    detail: z.string().openapi({ description: 'What is wrong, for people' }),
    code: z.string().openapi({
      description: 'What is wrong, for programs; codes never change',
      example: 'invalid_input',
    }),
    instance: z.string().openapi({ description: 'The path that was asked for' }),
    request_id: z.string(),
    until: z.string().optional().openapi({
      format: 'date-time',
      description: 'When it may work; Retry-After says the same in seconds',
    }),
    facts: z
      .record(z.string(), z.number().nullable())
      .optional()
      .openapi({
        description: 'Numbers that belong to it, by name',
        example: { requests: 421, seconds: 9_000, limit: 200 },
      }),
    errors: z.array(FieldFault).optional().openapi({ description: 'The faulty fields' }),
  })
  .openapi('Problem')
export type Problem = z.output<typeof Problem>

export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
})

export const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
})

/** An object whose fields depend on what it belongs to. */
export const OpenObject = z
  .custom<unknown>((value) => value !== undefined)
  .openapi({ type: 'object', additionalProperties: true })

/** A time in an answer: world time, ISO 8601 in UTC. */
export const Timestamp = z.string().openapi({ format: 'date-time' })
