import { Problem, z, type HttpContext, type HttpEnv, type Router } from '../http/router.ts'
import {
  createApiClient,
  type ApiClient,
  type FileBody,
  type OperationRoutes,
  type Sent,
} from './api.ts'
import type { Principal } from '../http/access/principal.ts'
import { FAULT_CODES } from '../base/fault-codes.ts'
import { messageOf, translator, type Language } from './messages.ts'
import { faultText, faultWords } from './words/faults.ts'
import { frameMessages } from './words/frame.ts'

/** The user who has changed a row, and when. */
export type LastChange = { by: { id: string | null; name: string }; at: Date }

/** A row as it is now, its version, and its last change where that is known. */
type Present = { row: unknown; version: string; change: LastChange | null }

/** The API's refusal, for the page to show. */
export class ProblemError extends Error {
  readonly problem: Problem
  /** Seconds, from the header Retry-After. */
  readonly retryAfter: number | null
  /** The row as it is now, when it was changed since the version that the form was made of. */
  readonly present: Present | null

  /** The language of the page. */
  readonly language: Language

  constructor(
    problem: Problem,
    language: Language,
    {
      retryAfter = null,
      present = null,
    }: Partial<Pick<ProblemError, 'retryAfter' | 'present'>> = {},
  ) {
    super(problem.detail)
    this.present = present
    this.problem = problem
    this.retryAfter = retryAfter
    this.language = language
  }

  /**
   * The refusal in the language of the page: the fault at one of these fields or a part of it, else
   * the first fault, else what its code says.
   */
  explain(...fields: string[]): string {
    const { errors = [], code, detail } = this.problem
    const fault =
      this.faultWithin(...fields) ??
      errors.find((each) => FAULT_CODES.some((known) => known === each.code))
    if (fault) return faultText(this.language, fault)
    if (this.language === 'en') return detail
    return (
      messageOf(this.language, faultWords, `problem_${code}`) ??
      translator(this.language, frameMessages)('refused')
    )
  }

  /** The fault of one of these fields, or of an entry in it. */
  reasonWithin(...fields: string[]): string | undefined {
    const fault = this.faultWithin(...fields)
    return fault && faultText(this.language, fault)
  }

  private faultWithin(...fields: string[]) {
    return this.problem.errors?.find(({ field }) => fields.some((each) => isAt(field, each)))
  }

  /** The fault of a field, in the language of the page. */
  reasonAt(field: string): string | undefined {
    const fault = this.problem.errors?.find((each) => each.field === field)
    return fault && faultText(this.language, fault)
  }
}

const isAt = (field: string, name: string): boolean =>
  field === name || field.startsWith(`${name}.`)

/**
 * `token` is the sign-in session in the cookie: the API checks it like any other, so the console
 * may do exactly what its user may.
 */
export function createUserClient(
  api: Router,
  c: HttpContext,
  {
    token,
    language,
    routes,
    principal,
  }: {
    token: string | null
    language: Language
    routes: OperationRoutes
    /** Calls as this principal, which no token has. */
    principal?: Principal
  },
): ApiClient {
  const bearer = token === null ? null : `Bearer ${token}`
  const send = async (route: string, sent: Sent): Promise<Response> => {
    const [method = '', path = ''] = route.split(' ')
    const answer = await api.request(
      `${path}${searchOf(sent.query)}`,
      { method, ...requestOf(c, principal ? AS_PRINCIPAL : bearer, sent) },
      principal ? { ...bindingsOf(c), principals: only(principal) } : bindingsOf(c),
    )
    const isProblem = answer.headers.get('content-type') === 'application/problem+json'
    if (isProblem) throw await problemIn(answer, language)
    return answer
  }
  return createApiClient(routes, send)
}

/** Is valid inside this process alone, together with the principals of the call. */
const AS_PRINCIPAL = 'Internal'
const only = (principal: Principal) => new Map([[AS_PRINCIPAL, Promise.resolve(principal)]])

/** The connection and its memory belong to the page. */
const bindingsOf = (c: HttpContext): HttpEnv['Bindings'] => ({
  isInternal: true,
  address: c.env?.address,
  principals: c.get('principals'),
  // A large file may take longer to arrive.
  ...(c.env?.awaitLargeBody && { awaitLargeBody: c.env.awaitLargeBody }),
  ...(c.env?.continueBody && { continueBody: c.env.continueBody }),
  ...(c.env?.closing && { closing: c.env.closing }),
})

function searchOf(query: Sent['query'] = {}): string {
  const params = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return params.length > 0 ? `?${new URLSearchParams(params).toString()}` : ''
}

const requestOf = (
  c: HttpContext,
  authorization: string | null,
  { body, file, idempotencyKey, ifMatch, headers }: Sent,
): RequestInit => {
  const { type, length, ...sent } = file ? fileRequest(file) : jsonRequest(body)
  return {
    headers: {
      ...headers,
      'x-request-id': c.get('requestId'),
      'user-agent': c.req.header('user-agent') ?? '',
      ...(authorization === null ? {} : { authorization }),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(length === undefined ? {} : { 'content-length': length }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    ...sent,
  }
}

type SentBody = Pick<RequestInit, 'body' | 'duplex'> & {
  type?: string
  length?: string | undefined
}

const fileRequest = (file: FileBody): SentBody =>
  'text' in file
    ? { type: file.type, body: file.text }
    : { type: file.type, length: file.length, body: file.stream, duplex: 'half' }

const jsonRequest = (body: unknown): SentBody =>
  body === undefined ? {} : { type: 'application/json', body: JSON.stringify(body) }

const Refused = Problem.extend({
  current: z.unknown().optional(),
  changed_by: z.object({ id: z.string().nullable(), name: z.string() }).nullish(),
  changed_at: z.coerce.date().nullish(),
})

export async function problemIn(answer: Response, language: Language): Promise<ProblemError> {
  const seconds = answer.headers.get('retry-after')
  const { current, changed_by: by, changed_at: at, ...problem } = Refused.parse(await answer.json())
  const change = by && at ? { by, at } : null
  const version = answer.headers.get('etag')
  return new ProblemError(problem, language, {
    retryAfter: seconds === null ? null : Number(seconds),
    present: version === null ? null : { row: current, version, change },
  })
}
