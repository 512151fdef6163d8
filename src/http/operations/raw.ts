import { formBody, jsonBody, type RouteDeclaration, type z } from '../router.ts'
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
import type { Operation, OperationAccess, RequestBody } from './operation.ts'

/** Declares its `responses` itself, and makes the response. */
export type Raw<S, P extends Schema, Q extends Schema, B extends Schema> = Omit<
  RouteDeclaration,
  'request' | 'operationId' | 'access'
> & {
  access: OperationAccess<S>
  params?: P
  query?: Q
  /** A body in JSON; any other but a form is `body`. */
  json?: B
  /** A body that a form of a page sends, URL-encoded. */
  form?: { schema: B; maxBytes: number }
  /** A function when its limits or its folder come with the services. */
  body?: RequestBody | ((services: S) => RequestBody)
  headers?: z.ZodObject
  run(input: Input<P, Q, B>, services: S, context: RequestContext): Promise<Response>
}

export function raw<S, P extends Schema, Q extends Schema, B extends Schema = None>(
  declared: Raw<S, P, Q, B>,
): Operation<S, { params: z.input<P>; query: Sent<Q>; body: z.input<B>; answer: Response }> {
  const { params, query, json: schema, form, body, headers, run, ...route } = declared
  const bodyOf = typeof body === 'function' ? body : undefined
  const other = typeof body === 'function' ? undefined : body
  const sent = schema ? jsonBody(schema) : form ? formBody(form.schema, form) : other
  return {
    ...(bodyOf && { bodyOf }),
    route: { ...route, request: requestOf({ params, query, body: sent, headers }) },
    async handle(services, c) {
      const input = inputOf<P, Q, B>(c, form ? 'form' : 'json')
      return await run(input, services, contextOf(c))
    },
  }
}
