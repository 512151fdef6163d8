import { isRevalidated } from '../encode-answers.ts'
import type { Document, Method } from './document.ts'

type PathItem = NonNullable<Document['paths']>[string]
export type Operation = NonNullable<PathItem['get']>

type Place = { method: Method; path: string }

/**
 * An answer that any matching route may give without declaring it: the surrounding app gives it.
 */
export type StandardAnswer = {
  status: number
  /** The name below `components/responses`. */
  name: string
  answer: { description: string; content?: Record<string, { schema: { $ref: string } }> }
  appliesTo(operation: Operation, at: Place): boolean
}

/** Signed requests have no token; the route reads the raw body. */
const isSigned = ({ security }: Operation): boolean => security?.length === 0

/** Whether the route reads a token: always, or when one is sent. */
const readsToken = ({ security }: Operation): boolean =>
  security?.some((requirement) => Object.keys(requirement).length > 0) ?? false

const needsScope = (operation: Operation): boolean =>
  'x-elevated' in operation || operation.security?.[0]?.['bearer']?.[0] !== undefined

/** The media types of the body that the route takes; signed bodies are read raw. */
const bodyTypes = (operation: Operation): string[] =>
  isSigned(operation) || !operation.requestBody || '$ref' in operation.requestBody
    ? []
    : Object.keys(operation.requestBody.content)

const readsBody = (operation: Operation): boolean => bodyTypes(operation).length > 0

/** Whether the route accepts an Idempotency-Key, which belongs to a principal. */
export const takesKey = (operation: Operation, { method }: Place): boolean =>
  method === 'post' && readsToken(operation)

/** The operation knows the versions of what it changes. */
export const takesVersion = ({ responses }: Operation): boolean => responses?.['412'] !== undefined

const streamsEvents = ({ responses }: Operation): boolean =>
  Object.values(responses ?? {}).some(
    (answer) => 'content' in answer && answer.content?.['text/event-stream'] !== undefined,
  )

const always = (): boolean => true

const problemOf = (
  status: number,
  name: string,
  description: string,
  appliesTo: StandardAnswer['appliesTo'],
): StandardAnswer => ({
  status,
  name,
  answer: {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  },
  appliesTo,
})

/** The answers that app.ts may give before and after any route, each declared once. */
export const standardAnswers: readonly StandardAnswer[] = [
  {
    status: 304,
    name: 'NotModified',
    answer: { description: 'Unchanged since the ETag of If-None-Match; there is no body' },
    appliesTo: (_operation, { method, path }) =>
      method === 'get' && isRevalidated(path) && !path.endsWith('/export'),
  },
  problemOf(
    400,
    'BrokenBody',
    'The body cannot be read, such as JSON that is not valid',
    readsBody,
  ),
  problemOf(401, 'Unauthenticated', 'No token, or an unknown one', readsToken),
  problemOf(
    403,
    'Forbidden',
    'The scopes do not allow this, or the password has to be given again',
    needsScope,
  ),
  problemOf(
    409,
    'KeyInUse',
    'The first request with this Idempotency-Key is still being answered',
    takesKey,
  ),
  problemOf(413, 'BodyTooLarge', 'The body is too large', readsBody),
  problemOf(415, 'BodyOfAnotherType', 'The body has another media type', readsBody),
  problemOf(
    422,
    'FieldFaulty',
    'A field, the query or the Idempotency-Key is faulty; `errors` says which and why',
    always,
  ),
  problemOf(
    429,
    'TooManyStreams',
    'The session or token has 20 event streams open; Retry-After says when to try again',
    streamsEvents,
  ),
  problemOf(
    500,
    'Defect',
    'A defect of gramd; the log has the details under the request id',
    always,
  ),
  problemOf(503, 'Unavailable', 'gramd or its database cannot answer now', always),
]
