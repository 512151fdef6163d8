import type { z } from 'zod'
import { codeOf } from '../../base/errors.ts'
import {
  TranslationServiceError,
  type TranslationFault,
} from '../ports/translation/translation-error.ts'

export type RequestOptions = {
  /** Real ms until the answer is complete. */
  timeoutMs: number
  fetch: typeof globalThis.fetch
}

export type Ask<Answer> = {
  method: 'GET' | 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  json?: unknown
  form?: Readonly<Record<string, string>>
  /** The name of the service for people. */
  service: string
  answer: z.ZodType<Answer>
  /** Returns what a refusal means; a status of 500 or above is always `down`. */
  faultOf(status: number, body: unknown): TranslationFault
  signal: AbortSignal
}

/** No answer about a caption is nearly this large, in bytes. */
const LARGEST_ANSWER = 4 * 1024 * 1024
/** Errors where the request was not sent. */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/
/** The longest accepted wait in ms; longer ones from a service are cut to this. */
const LONGEST_REST_MS = 24 * 3_600_000

/** Sends one request; rejects with TranslationServiceError or the signal's reason. */
export async function request<Answer>(
  ask: Ask<Answer>,
  { timeoutMs, fetch }: RequestOptions,
): Promise<Answer> {
  const late = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(ask.url, {
      method: ask.method,
      headers: { accept: 'application/json', ...ask.headers, ...typeOf(ask) },
      // A redirect would send the key elsewhere.
      redirect: 'error',
      signal: AbortSignal.any([ask.signal, late]),
      ...bodyOf(ask),
    })
    return answerOf(ask, response, await textOf(response))
  } catch (thrown) {
    ask.signal.throwIfAborted()
    if (!(thrown instanceof Error) || thrown instanceof TranslationServiceError) throw thrown
    const why = late.aborted ? `no answer within ${timeoutMs} ms` : networkFault(thrown)
    throw new TranslationServiceError('down', `${ask.service}: ${why}`, {
      mayBeBilled: !NOT_CONNECTED.test(why),
    })
  }
}

const typeOf = ({ json }: Ask<unknown>): Record<string, string> =>
  json === undefined ? {} : { 'content-type': 'application/json' }

function bodyOf({ json, form }: Ask<unknown>) {
  if (json !== undefined) return { body: JSON.stringify(json) }
  return form && { body: new URLSearchParams(form) }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let size = 0
  let text = ''
  for await (const bytes of response.body ?? []) {
    size += bytes.byteLength
    if (size > LARGEST_ANSWER) throw new Error(`an answer of more than ${LARGEST_ANSWER} bytes`)
    text += decoder.decode(bytes, { stream: true })
  }
  return text + decoder.decode()
}

function answerOf<Answer>(
  { service, answer, faultOf }: Ask<Answer>,
  { status, ok, headers }: Response,
  text: string,
): Answer {
  const body = parsed(text)
  if (!ok) {
    const fault = status >= 500 ? 'down' : faultOf(status, body)
    throw new TranslationServiceError(fault, `${service} answered ${status}`, {
      restMs: retryAfterMs(headers),
    })
  }
  const read = answer.safeParse(body)
  if (read.success) return read.data
  const place = read.error.issues[0]?.path.join('.') ?? ''
  const what = body === undefined ? 'no JSON' : `no usable answer at ${place || 'its root'}`
  throw new TranslationServiceError('down', `${service}: ${what}`, { mayBeBilled: true })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Reads Retry-After in seconds; translation services send no date there. */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after') ?? ''
  if (!/^\d{1,9}$/.test(value)) return undefined
  return Math.min(Number(value) * 1_000, LONGEST_REST_MS)
}

/** Returns the cause, such as ECONNREFUSED: fetch's own message is always "fetch failed". */
function networkFault({ cause, message }: Error): string {
  return cause instanceof Error ? (codeOf(cause) ?? cause.message) : message
}
