import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { formBody, jsonBody, type RouteDeclaration, type z } from '../router.ts'
import {
  contextOf,
  inputOf,
  requestOf,
  type Answerable,
  type Input,
  type RequestContext,
  type Schema,
  type Sent,
} from './declared.ts'
import type { Operation, OperationAccess, RequestBody } from './operation.ts'

type Responses = RouteDeclaration['responses']

/** Declares its `responses` itself, and makes the response. */
export type Raw<
  S,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  R extends Responses,
  O extends RequestBody,
> = Omit<RouteDeclaration, 'request' | 'operationId' | 'access' | 'responses'> & {
  access: OperationAccess<S>
  responses: R
  params?: P
  query?: Q
  /** A body in JSON; any other but a form is `body`. */
  json?: B | { schema: B; required: boolean }
  /** A body that a form of a page sends, URL-encoded. */
  form?: { schema: B; maxBytes: number }
  /** A function when its limits or its folder come with the services. */
  body?: O | ((services: S) => O)
  headers?: z.ZodObject
  run(input: Input<P, Q, B>, services: S, context: RawContext<R>): Promise<Response>
}

type RawContext<R extends Responses> = RequestContext & {
  /** Makes a response in JSON, which is one of the declared ones. */
  respond<Status extends JsonStatus<R>>(
    answer: Answerable<JsonIn<R[Status]>>,
    status: Status,
    headers?: Readonly<Record<string, string>>,
  ): Response
}

type JsonIn<Declared> = Declared extends { content: { 'application/json': { schema: infer A } } }
  ? A extends z.ZodType
    ? z.output<A>
    : never
  : never

/** The statuses of its responses in JSON. */
type JsonStatus<R extends Responses> = {
  [Status in keyof R]: [JsonIn<R[Status]>] extends [never] ? never : Status
}[keyof R]

/** The content of its responses in JSON; the response itself when there are none. */
type AnswerIn<R extends Responses> = [JsonIn<R[keyof R]>] extends [never]
  ? Response
  : JsonIn<R[keyof R]>

type TypesOf<P extends Schema, Q extends Schema, B extends Schema, R extends Responses, O> = {
  params: z.input<P>
  query: Sent<Q>
  body: z.input<B>
  answer: AnswerIn<R>
  takesFile: [O] extends [never] ? false : true
}

export function raw<
  S,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  R extends Responses,
  O extends RequestBody,
>(declared: Raw<S, P, Q, B, R, O>): Operation<S, TypesOf<P, Q, B, R, O>> {
  const { params, query, json, form, body, headers, run, ...route } = declared
  const bodyOf = typeof body === 'function' ? body : undefined
  const other = typeof body === 'function' ? undefined : body
  const sent = json ? jsonOf(json) : form ? formBody(form.schema, form) : other
  return {
    ...(bodyOf && { bodyOf }),
    route: { ...route, request: requestOf({ params, query, body: sent, headers }) },
    async handle(services, c) {
      const input = await inputOf<P, Q, B>(c, services, form ? 'form' : 'json')
      const respond: RawContext<R>['respond'] = (answer, status, headers = {}) =>
        c.json(answer as object, status as ContentfulStatusCode, headers)
      return await run(input, services, { ...contextOf(c), respond })
    },
  }
}

const jsonOf = (json: Schema | { schema: Schema; required: boolean }): RequestBody =>
  'schema' in json ? jsonBody(json.schema, json) : jsonBody(json)
