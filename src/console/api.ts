import type { Operations } from '../features/operations.ts'
import type { Router } from '../http/router.ts'

export type OperationName = keyof Operations
type TypesOf<Name extends OperationName> = NonNullable<Operations[Name]['types']>

/** An answer in JSON: times are texts. */
export type AnswerOf<Name extends OperationName> = TypesOf<Name>['answer']
export type BodyOf<Name extends OperationName> = TypesOf<Name>['body']
export type QueryOf<Name extends OperationName> = TypesOf<Name>['query']
/** A row of a listing operation. */
export type RowOf<Name extends OperationName> =
  AnswerOf<Name> extends { data: readonly (infer Row)[] } ? Row : never

/** An optional argument when all of its fields are optional; absent when it has no fields. */
type Part<Key extends string, Value> = [Value] extends [undefined]
  ? { [K in Key]?: undefined }
  : object extends Value
    ? { [K in Key]?: Value | undefined }
    : { [K in Key]: Value }

/**
 * A body that is not JSON: a text, or a form with files, which is streamed through without size
 * limit.
 */
export type FileBody =
  | { type: string; text: string }
  | { type: string; length: string | undefined; stream: ReadableStream }

/** A declared body is sent even if all of its fields are optional. */
type JsonPart<Value> = [Value] extends [undefined]
  ? { body?: undefined; file?: undefined }
  : { body: Value; file?: undefined }

type BodyPart<Name extends OperationName> =
  TypesOf<Name> extends { takesFile: true }
    ? | { file: FileBody; body?: undefined }
      | ([BodyOf<Name>] extends [undefined] ? never : JsonPart<BodyOf<Name>>)
    : JsonPart<BodyOf<Name>>

type CallInput<Name extends OperationName> = Part<'params', TypesOf<Name>['params']> &
  Part<'query', QueryOf<Name>> &
  BodyPart<Name> & {
    headers?: Readonly<Record<string, string>>
    /** The idempotency key of the form: submitting it twice changes nothing twice. */
    idempotencyKey?: string | undefined
    /** The version that the form was made of: refused (412) if the row was changed since. */
    ifMatch?: string | undefined
  }

/** The arguments of an operation; one that takes nothing is called by its name alone. */
type Args<Name extends OperationName> =
  object extends CallInput<Name> ? [input?: CallInput<Name>] : [input: CallInput<Name>]

/** Calls the API in this process as the user of the page. Throws a ProblemError for a refusal. */
export type ApiClient = {
  /** Returns the JSON answer of any success status. */
  call<Name extends OperationName>(name: Name, ...args: Args<Name>): Promise<AnswerOf<Name>>
  /** Returns the answer with the version of its row, for `ifMatch`; null where it has none. */
  versioned<Name extends OperationName>(
    name: Name,
    ...args: Args<Name>
  ): Promise<{ answer: AnswerOf<Name>; version: string | null }>
  /** Returns the unread response, for downloads. */
  file<Name extends OperationName>(name: Name, ...args: Args<Name>): Promise<Response>
}

/** Method and path of each operation, by its id. */
export type OperationRoutes = ReadonlyMap<string, { method: string; path: string }>

export const operationRoutes = (api: Router): OperationRoutes =>
  new Map(
    api.openAPIRegistry.definitions.flatMap((each) =>
      each.type === 'route' && each.route.operationId !== undefined
        ? [[each.route.operationId, each.route] as const]
        : [],
    ),
  )

/** The parts of a call apart from the path. */
export type Sent = {
  query?: Readonly<Record<string, string | number | boolean | undefined>>
  body?: unknown
  file?: FileBody | undefined
  headers?: Readonly<Record<string, string>>
  idempotencyKey?: string | undefined
  ifMatch?: string | undefined
}
type Send = (route: string, sent: Sent) => Promise<Response>

export function createApiClient(routes: OperationRoutes, send: Send): ApiClient {
  const request = async (name: string, input: unknown): Promise<Response> => {
    const route = routes.get(name)
    if (!route) throw new Error(`no operation is called ${name}`)
    const { params = {}, ...sent } = (input ?? {}) as Sent & { params?: Record<string, string> }
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, param: string) =>
      encodeURIComponent(params[param] ?? ''),
    )
    return await send(`${route.method.toUpperCase()} ${path}`, sent)
  }
  const read = async <Name extends OperationName>(answer: Response) =>
    (answer.status === 204 ? null : await answer.json()) as AnswerOf<Name>
  return {
    call: async <Name extends OperationName>(name: Name, ...[input]: Args<Name>) =>
      await read<Name>(await request(name, input)),
    async versioned<Name extends OperationName>(name: Name, ...[input]: Args<Name>) {
      const answer = await request(name, input)
      return { answer: await read<Name>(answer), version: answer.headers.get('etag') }
    },
    file: async (name, ...[input]) => await request(name, input),
  }
}
