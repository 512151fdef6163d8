import type { Operations } from '../features/operations.ts'
import type { Router } from '../http/router.ts'

export type OperationName = keyof Operations
type TypesOf<Name extends OperationName> = NonNullable<Operations[Name]['types']>

/** An answer as JSON has it: times are texts. */
export type AnswerOf<Name extends OperationName> = TypesOf<Name>['answer']
export type BodyOf<Name extends OperationName> = TypesOf<Name>['body']
export type QueryOf<Name extends OperationName> = TypesOf<Name>['query']
/** A row of an operation that lists. */
export type RowOf<Name extends OperationName> =
  AnswerOf<Name> extends { data: readonly (infer Row)[] } ? Row : never

/** A value of no fields needs not be given, one of optional fields may be left out. */
type Part<Key extends string, Value> = [Value] extends [undefined]
  ? { [K in Key]?: undefined }
  : object extends Value
    ? { [K in Key]?: Value | undefined }
    : { [K in Key]: Value }

/** A body that is no JSON: a text, or one of any size that is passed on as it comes, such as a form with files. */
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
    /** That of the form: sent twice, it changes nothing twice. */
    idempotencyKey?: string | undefined
  }

/** An operation that takes nothing is called by its name alone. */
type Args<Name extends OperationName> =
  object extends CallInput<Name> ? [input?: CallInput<Name>] : [input: CallInput<Name>]

/** Calls the API in this process as the user of the page. A refusal is thrown as a ProblemError. */
export type ApiClient = {
  /** The answer in JSON, of whatever status that is no refusal. */
  call<Name extends OperationName>(name: Name, ...args: Args<Name>): Promise<AnswerOf<Name>>
  /** For downloads: the response as it comes. */
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

/** What is sent beside the path. */
export type Sent = {
  query?: Readonly<Record<string, string | number | boolean | undefined>>
  body?: unknown
  file?: FileBody | undefined
  headers?: Readonly<Record<string, string>>
  idempotencyKey?: string | undefined
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
  return {
    async call<Name extends OperationName>(name: Name, ...[input]: Args<Name>) {
      const answer = await request(name, input)
      return (answer.status === 204 ? null : await answer.json()) as AnswerOf<Name>
    },
    file: async (name, ...[input]) => await request(name, input),
  }
}
