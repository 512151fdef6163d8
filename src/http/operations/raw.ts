import { jsonBody, type RouteDeclaration, type z } from '../router.ts'
import {
  contextOf,
  inputOf,
  requestOf,
  type Input,
  type None,
  type RequestContext,
  type Schema,
  type Sent,
} from './declared.ts'
import type { Operation, OperationAccess } from './operation.ts'

/** Declares its `responses` itself, and makes the response. */
export type Raw<S, P extends Schema, Q extends Schema, B extends Schema> = Omit<
  RouteDeclaration,
  'request' | 'operationId' | 'access'
> & {
  access: OperationAccess<S>
  params?: P
  query?: Q
  /** A body in JSON; any other is `body`. */
  json?: B
  body?: NonNullable<RouteDeclaration['request']>['body']
  headers?: z.ZodObject
  run(input: Input<P, Q, B>, services: S, context: RequestContext): Promise<Response>
}

export function raw<S, P extends Schema, Q extends Schema, B extends Schema = None>(
  declared: Raw<S, P, Q, B>,
): Operation<S, { params: z.input<P>; query: Sent<Q>; body: z.input<B>; answer: Response }> {
  const { params, query, json: schema, body, headers, run, ...route } = declared
  const sent = schema ? jsonBody(schema) : body
  return {
    route: { ...route, request: requestOf({ params, query, body: sent, headers }) },
    handle: async (services, c) => await run(inputOf<P, Q, B>(c), services, contextOf(c)),
  }
}
