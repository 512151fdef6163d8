import { classify } from '../base/classify.ts'
import type { Answer } from './channel.ts'

const TIMEOUT_MS = 10_000
/** The maximum number of characters read from an answer. */
const MAX_TEXT = 16_384
const LONGEST_WAIT_MS = 24 * 3_600_000

export type Request = {
  url: string
  headers: Record<string, string>
  body: string
  signal: AbortSignal
  fetch?: typeof globalThis.fetch
  /** Real ms limit of the answer. */
  timeoutMs?: number
}

/**
 * The answer, or our reason for its absence: the message of fetch may quote the URL, which is
 * secret.
 */
export type Reply =
  | { status: number; text: string; retryAfterMs: number | undefined }
  | { status: null; error: string }

/** Posts JSON and follows no redirect. Rejects only with the reason of the aborted signal. */
export async function post(request: Request): Promise<Reply> {
  const { url, headers, body, signal, fetch = globalThis.fetch } = request
  const timeoutMs = request.timeoutMs ?? TIMEOUT_MS
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'gramd', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    })
    const { status } = response
    const text = await readSome(response)
    return { status, text, retryAfterMs: readRetryAfter(response.headers.get('retry-after')) }
  } catch (thrown) {
    signal.throwIfAborted()
    if (timeout.aborted) return { status: null, error: `no answer within ${timeoutMs / 1000} s` }
    return { status: null, error: reasonOf(thrown) }
  }
}

async function readSome(response: Response): Promise<string> {
  if (!response.body) return ''
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (text.length < MAX_TEXT) {
    const { done, value } = await reader.read()
    if (done) return text
    text += value
  }
  await reader.cancel()
  return text.slice(0, MAX_TEXT)
}

/** Returns the first code of an error and its causes: codes contain no URL. */
function reasonOf(thrown: unknown): string {
  let cause: unknown = thrown
  for (let depth = 0; depth < 5 && cause instanceof Error; depth += 1) {
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(cause.code))
      return `the connection failed (${cause.code})`
    cause = cause.cause
  }
  return `the connection failed (${classify(thrown).code})`
}

const LONGEST_DATE = 100

/**
 * Returns the ms of Retry-After, given in seconds or as a date; at most a day. Otherwise undefined.
 */
export function readRetryAfter(value: string | null, nowMs = Date.now()): number | undefined {
  // No date is longer, and the parser of dates is slow on long texts.
  if (value === null || value.length > LONGEST_DATE) return undefined
  const text = value.trim()
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? undefined : boundedWait(ms)
}

export const boundedWait = (ms: number): number => Math.min(Math.max(ms, 0), LONGEST_WAIT_MS)

/** Temporary statuses: timeout, conflict, too early, too many requests. */
const PASSING = new Set([408, 409, 425, 429])

/** Whether an HTTP status means that the same request will never succeed. */
export const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && !PASSING.has(status)

/** Returns the result of an attempt that was answered without success. */
export const refused = (
  { status, retryAfterMs }: { status: number; retryAfterMs: number | undefined },
  error: string,
): Answer => ({
  delivered: false,
  status,
  error,
  final: isFinal(status),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})
