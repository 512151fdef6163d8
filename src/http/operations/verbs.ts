import { DefectError } from '../../base/errors.ts'
import { eitherBody, json, type multipartBody, type RouteDeclaration, z } from '../router.ts'
import {
  contextOf,
  inputOf,
  refusalsOf,
  routeOf,
  type Answerable,
  type Declared,
  type Input,
  type Method,
  type None,
  type RequestContext,
  type Schema,
  type Sent,
} from './declared.ts'
import { listing, type Listing } from './listing.ts'
import type { Operation, RequestBody } from './operation.ts'
import { raw, type Raw } from './raw.ts'
import {
  changedMeanwhile,
  preconditionOf,
  versionTag,
  withTag,
  type Precondition,
  type VersionIn,
} from './version.ts'

type Run<Services, P extends Schema, Q extends Schema, B extends Schema, Result> = {
  run(input: Input<P, Q, B>, services: Services, context: RequestContext): Promise<Result>
}

type AnswerFrom<A extends Schema> = Answerable<z.output<A>>

/** `success` is what the answer is, as in 'The list'. */
type Answering<
  S,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  A extends Schema,
> = Declared<P, Q, B> & { answer: A; success: string } & Run<S, P, Q, B, AnswerFrom<A>>

/** An answer about a row that people edit has the version of the row as its ETag. */
type Versioned<A extends Schema, P extends Schema, Q extends Schema, B extends Schema> = {
  version?: VersionIn<AnswerFrom<A>, Input<P, Q, B>>
}

/** PATCH unless `method` says another one. `run` calls `requireMatch` where the row is locked. */
type Updating<S, P extends Schema, Q extends Schema, B extends Schema, A extends Schema> = Declared<
  P,
  Q,
  B
> & {
  method?: 'patch' | 'put' | 'delete'
  answer: A
  success: string
  version: VersionIn<AnswerFrom<A>, Input<P, Q, B>>
  run(
    input: Input<P, Q, B>,
    services: S,
    context: RequestContext & Precondition<AnswerFrom<A>>,
  ): Promise<AnswerFrom<A>>
}

/** The address of what an answer is about; a time of the answer may still be a Date. */
type Location<P extends Schema, Q extends Schema, B extends Schema, A extends Schema> = (
  answer: z.output<A>,
  input: Input<P, Q, B>,
) => string

type FilesBody = ReturnType<typeof multipartBody>

/** The body may be files, which the handler finds in `http.get('upload')`, or else `body`. */
type TakingFiles<S, F extends FilesBody> = { files?: (services: S) => F }

/** Without `location`, the address is the id of the answer below the path. */
type Made<
  S,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  A extends Schema,
  F extends FilesBody,
> = Answering<S, P, Q, B, A> &
  Versioned<A, P, Q, B> &
  TakingFiles<S, F> &
  (z.output<A> extends { id: string | number }
    ? { location?: Location<P, Q, B, A> }
    : { location: Location<P, Q, B, A> })

/** 200 with an answer unless `status` is given, 204 without one. */
type Acting<
  S,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  A extends Schema,
  F extends FilesBody,
> = Declared<P, Q, B> & {
  answer?: A
  success: string
  /** POST without it. */
  method?: Method
  status?: 200 | 201 | 202
  /** The address of what was begun. */
  location?: Location<P, Q, B, A>
} & TakingFiles<S, F> &
  Run<S, P, Q, B, [A] extends [z.ZodNull] ? unknown : AnswerFrom<A>>

type TypesOf<P extends Schema, Q extends Schema, B extends Schema, A extends Schema, F = never> = {
  params: z.input<P>
  query: Sent<Q>
  body: z.input<B>
  answer: z.output<A>
  takesFile: [F] extends [never] ? false : true
}

const NO_FILTER = {}

/**
 * The verbs, for handlers that get services S. Type parameters are schemas: A(nswer), P(arams),
 * Q(uery), B(ody); a list also has a F(ilter) and the K(ey) of its cursor.
 */
export const operationsFor = <S>() => ({ ...reading<S>(), ...changing<S>() })

const reading = <S>() => ({
  /** GET: 200 with the answer. */
  get: <A extends Schema, P extends Schema = None, Q extends Schema = None>(
    declared: Answering<S, P, Q, None, A> & Versioned<A, P, Q, None>,
  ): Operation<S, TypesOf<P, Q, None, A>> => answering('get', 200, declared),

  /** GET of a page: takes `limit` and `cursor` beside its filter. */
  list: <
    A extends z.ZodType<{ data: readonly unknown[] }>,
    K extends z.ZodType<readonly (string | number | null)[]>,
    P extends Schema = None,
    F extends Readonly<Record<string, Schema>> = typeof NO_FILTER,
  >(
    declared: Listing<S, P, F, A, K>,
  ) => listing(declared),

  /** Files, streams, signed requests, other bodies than JSON, several success statuses. */
  raw: <
    R extends RouteDeclaration['responses'],
    P extends Schema = None,
    Q extends Schema = None,
    B extends Schema = None,
    O extends RequestBody = never,
  >(
    declared: Raw<S, P, Q, B, R, O>,
  ) => raw(declared),
})

const changing = <S>() => ({
  /** POST that makes something: 201 with the answer and its address. */
  create: <
    A extends Schema,
    B extends Schema = None,
    P extends Schema = None,
    Q extends Schema = None,
    F extends FilesBody = never,
  >(
    declared: Made<S, P, Q, B, A, F>,
  ): Operation<S, TypesOf<P, Q, B, A, F>> =>
    answering('post', 201, declared, (result, input, path) => {
      const { location }: { location?: Location<P, Q, B, A> } = declared
      const at = location?.(result as z.output<A>, input as Input<P, Q, B>)
      return { location: at ?? `${path}/${(result as { id: string | number }).id}` }
    }),

  /** PATCH: 200 with the answer; 412 when If-Match names another version of it. */
  update: <
    A extends Schema,
    B extends Schema = None,
    P extends Schema = None,
    Q extends Schema = None,
  >(
    declared: Updating<S, P, Q, B, A>,
  ): Operation<S, TypesOf<P, Q, B, A>> => updating(declared),

  /** DELETE: 204. */
  remove: <P extends Schema = None, Q extends Schema = None>(
    declared: Declared<P, Q, None> & { success?: string } & Run<S, P, Q, None, unknown>,
  ): Operation<S, TypesOf<P, Q, None, z.ZodNull>> =>
    answering('delete', 204, { ...declared, success: declared.success ?? 'Removed' }),

  /** Everything else that is done. */
  act: <
    A extends Schema = z.ZodNull,
    B extends Schema = None,
    P extends Schema = None,
    Q extends Schema = None,
    F extends FilesBody = never,
  >(
    declared: Acting<S, P, Q, B, A, F>,
  ): Operation<S, TypesOf<P, Q, B, A, F>> => {
    const { method = 'post', status = declared.answer ? 200 : 204 } = declared
    return answering(method, status, declared, (result, input) => {
      const at = declared.location?.(result as z.output<A>, input as Input<P, Q, B>)
      return at === undefined ? {} : { location: at }
    })
  },
})

type Headers = (result: unknown, input: unknown, path: string) => Record<string, string>

function updating<S, P extends Schema, Q extends Schema, B extends Schema, A extends Schema>(
  declared: Updating<S, P, Q, B, A>,
): Operation<S, TypesOf<P, Q, B, A>> {
  const { method = 'patch', answer, version, run } = declared
  const operation = answering<S, P, Q, B, A, never>(method, 200, {
    ...declared,
    async run(input, services, context) {
      const header = context.http.req.header('if-match')
      const precondition = preconditionOf(
        header,
        (answer: AnswerFrom<A>) => version(answer, input),
        fieldsOf(declared.body),
      )
      const result = await run(input, services, { ...context, ...precondition })
      if (precondition.isOpen()) throw new DefectError(`${declared.path} does not check If-Match`)
      return result
    },
  })
  const { route } = operation
  const responses = { ...route.responses, 412: changedMeanwhile(answer) }
  return { ...operation, route: { ...route, responses } }
}

/** The names of the fields of a body in JSON. */
function fieldsOf(body: Declared<Schema, Schema, Schema>['body']): string[] {
  const schema = body && 'schema' in body ? body.schema : body
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

/** An operation whose answer is JSON or nothing. The declaration was checked by the verb. */
function answering<
  S,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  A extends Schema,
  F extends FilesBody,
>(
  method: Method,
  status: 200 | 201 | 202 | 204,
  declared: Declared<P, Q, B> &
    TakingFiles<S, F> & {
      answer?: A
      success: string
      version?: VersionIn<AnswerFrom<A>, Input<P, Q, B>>
    } & Run<S, P, Q, B, unknown>,
  headersOf?: Headers,
): Operation<S, TypesOf<P, Q, B, A, F>> {
  const { answer, success, hasSecret, version, files, run } = declared
  const described = answer ? json(success, answer) : { description: success }
  const responses: RouteDeclaration['responses'] = {
    [status]: version ? withTag(described) : described,
    ...refusalsOf(declared),
  }
  const route = routeOf(declared, method)
  return {
    route: { ...route, responses },
    ...(files && {
      bodyOf: (services) => {
        const body = route.request?.body
        return body ? eitherBody(body, files(services)) : files(services)
      },
    }),
    async handle(services, c) {
      if (hasSecret) c.set('isAnswerStorable', false)
      const input = await inputOf<P, Q, B>(c, services)
      const result = await run(input, services, contextOf(c))
      if (status === 204) return c.body(null, 204)
      return c.json(result as object, status, {
        ...headersOf?.(result, input, c.req.path),
        ...(version && { etag: versionTag(version(result as AnswerFrom<A>, input)) }),
      })
    },
  }
}
