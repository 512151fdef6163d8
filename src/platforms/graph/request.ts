import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { codeOf } from '../../base/errors.ts'
import { redact } from '../../base/log/redact.ts'
import { GraphError } from '../graph-error.ts'
import type { GraphLogin, GraphUsage } from '../graph-call.ts'
import { parseAnswer } from '../graph-answers.ts'
import { loggedAddress, loggedAnswer, type OnSent } from '../sent-request.ts'
import { brokenAnswer, refusalOf, type CallContext } from './errors.ts'
import { regainMsOf, usageOf } from './usage.ts'

export type GraphHosts = {
  /** The dialog of Facebook Login. */
  dialog: string
  facebook: string
  /** The dialog of Instagram Login. */
  instagramAuth: string
  /** The host where Instagram Login exchanges codes. */
  instagramApi: string
  instagram: string
  upload: string
}

export type GraphApp = { id: string; secret: string }
export type GraphApps = Partial<Record<GraphLogin, GraphApp>>

export type RequestOptions = {
  /** Real ms until the answer is complete. */
  timeoutMs: number
  fetch: typeof globalThis.fetch
}

export type Ask = {
  method?: 'GET' | 'POST' | 'DELETE'
  /** The URL without a query. */
  url: string
  query?: Readonly<Record<string, string>>
  /** Sent as a form: secrets belong here, since URLs end up in logs. */
  form?: Readonly<Record<string, string>>
  /** Sent as the body, with its length; the call may then take longer. */
  file?: GraphFile
  /** Sent in the header Authorization. */
  token?: string
  /** The app secret, for the proof that we know it. */
  proveWith?: string
  app: GraphApp
  /** The name of the call in messages. */
  what: string
  context?: CallContext
  /** Accepts JSON without an error of Meta's shape as an answer, whatever its status. */
  readsRefusal?: boolean
  signal: AbortSignal
  onUsage?: ((usage: readonly GraphUsage[]) => void) | undefined
  onSent?: OnSent | undefined
}

type GraphFile = {
  bytes: number
  open: () => Readable
  headers: Readonly<Record<string, string>>
}

const uploadMs = ({ file }: Ask): number => Math.ceil((file?.bytes ?? 0) / SLOWEST_UPLOAD)

/** Real bytes per ms below which an upload is given up: 50 kB/s. */
const SLOWEST_UPLOAD = 50

/** No answer to a call of gramd is nearly this large, in bytes. */
const LARGEST_ANSWER = 16 * 1024 * 1024

/**
 * Sends one request and returns the parsed answer. Rejects with GraphError or the reason of the
 * signal.
 */
export async function request(ask: Ask, { timeoutMs, fetch }: RequestOptions): Promise<unknown> {
  const allowedMs = timeoutMs + uploadMs(ask)
  const late = AbortSignal.timeout(allowedMs)
  const signal = AbortSignal.any([ask.signal, late])
  let status: number | null = null
  const address = addressOf(ask)
  const file = ask.file?.open()
  const startedAt = performance.now()
  let text: string | null = null
  try {
    const response = await fetch(address, {
      method: ask.method ?? 'GET',
      headers: headersOf(ask),
      // A redirect would send the token elsewhere.
      redirect: 'error',
      signal,
      ...bodyToSend(ask, file),
    })
    status = response.status
    const usage = usageOf(response.headers, ask.app.id)
    if (usage.length > 0) ask.onUsage?.(usage)
    text = await bodyOf(response)
    return answerOf(ask, response, text, regainMsOf(usage))
  } catch (thrown) {
    ask.signal.throwIfAborted()
    if (!(thrown instanceof Error) || thrown instanceof GraphError) throw thrown
    const why = late.aborted ? `no answer within ${allowedMs} ms` : networkFault(thrown, ask)
    throw brokenAnswer(`${ask.what}: ${why}`, { status, retryAfterMs: null })
  } finally {
    file?.destroy()
    logRequest(ask, { address, status, text, durationMs: performance.now() - startedAt })
  }
}

type Ended = { address: URL; status: number | null; text: string | null; durationMs: number }

function logRequest(ask: Ask, { address, status, text, durationMs }: Ended): void {
  const isRefused = status !== null && status >= 400
  ask.onSent?.({
    method: ask.method ?? 'GET',
    url: loggedAddress(address),
    status,
    duration_ms: Math.round(durationMs),
    sent_bytes: ask.file?.bytes ?? null,
    received_bytes: text === null ? null : Buffer.byteLength(text),
    answer: isRefused ? loggedAnswer(text ?? '', (plain) => redact(plain, secretsOf(ask))) : null,
  })
}

function bodyToSend({ form }: Ask, file: Readable | undefined) {
  if (file) return { body: Readable.toWeb(file), duplex: 'half' as const }
  return form && { body: new URLSearchParams(form) }
}

function addressOf({ url, query = {}, token, proveWith }: Ask): URL {
  const address = new URL(url)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  if (token !== undefined && proveWith !== undefined) {
    address.searchParams.set('appsecret_proof', proofOf(token, proveWith))
  }
  return address
}

const proofOf = (token: string, secret: string): string =>
  createHmac('sha256', secret).update(token).digest('hex')

const headersOf = ({ token, file }: Ask): Record<string, string> => ({
  accept: 'application/json',
  // The host for uploads accepts only the older scheme name.
  ...(token !== undefined && { authorization: `${file ? 'OAuth' : 'Bearer'} ${token}` }),
  ...(file && { ...file.headers, 'content-length': String(file.bytes) }),
})

async function bodyOf(response: Response): Promise<string> {
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

function answerOf(
  ask: Ask,
  { status, ok, headers }: Response,
  text: string,
  regainMs: number | null,
): unknown {
  const retryAfterMs = regainMs ?? retryAfter(headers)
  const body = parseAnswer(text)
  const { what, context = null } = ask
  const refusal = refusalOf({
    status,
    body,
    what,
    context,
    retryAfterMs,
    secrets: secretsOf(ask),
  })
  if (refusal) throw refusal
  if ((ok || ask.readsRefusal === true) && body !== undefined) return body
  const form = text === '' ? 'an empty answer' : 'an answer that is not JSON'
  throw brokenAnswer(`${what}: ${form} with status ${status}`, { status, retryAfterMs })
}

/** Reads Retry-After in seconds: Meta sends no date there. */
function retryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after')
  if (value === null || !/^\d{1,9}$/.test(value)) return null
  return Number(value) * 1_000
}

/** Returns everything in a call that must not appear in an error. */
const secretsOf = ({ token, proveWith, app, form, query }: Ask): string[] =>
  [
    token,
    token !== undefined && proveWith !== undefined ? proofOf(token, proveWith) : undefined,
    app.secret,
    form?.['code'],
    // The URLs of files are signed.
    ...['image_url', 'video_url', 'cover_url'].map((name) => form?.[name]),
    ...['input_token', 'access_token', 'fb_exchange_token', 'client_secret'].flatMap((name) => [
      query?.[name],
      form?.[name],
    ]),
  ].filter((each) => each !== undefined)

/** Returns the cause, such as ECONNREFUSED: fetch's own message is always "fetch failed". */
function networkFault(thrown: Error, ask: Ask): string {
  const { cause } = thrown
  const detail = cause instanceof Error ? (codeOf(cause) ?? cause.message) : thrown.message
  return redact(`no complete answer (${detail})`, secretsOf(ask))
}
