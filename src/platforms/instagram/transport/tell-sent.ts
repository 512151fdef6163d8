import type { IgApiClient } from 'instagram-private-api'
import { loggedAddress, loggedAnswer, type SentRequest } from '../../sent-request.ts'
import type { Answer } from './answer.ts'

type RequestOptions = Parameters<IgApiClient['request']['send']>[0]

/** The library's host for requests that name no other. */
const HOST = 'https://i.instagram.com'

type Sent = {
  path: string
  options: RequestOptions
  /** Null when there was no answer. */
  answer: Answer | null
  receivedBytes: number
  /** Whether the answer refuses the post, even with a success status. */
  isRefused: boolean
  durationMs: number
  redact: (text: string) => string
}

/** Returns a request of the library in the form that a log may store. */
export function sentRequest(sent: Sent): SentRequest {
  const { path, options, answer, receivedBytes, isRefused, durationMs, redact } = sent
  const { method = 'GET', headers, body, baseUrl }: RequestOptions & { body?: unknown } = options
  const address = URL.parse(path, baseUrl ?? HOST)
  return {
    method: method.toUpperCase(),
    url: address ? loggedAddress(address) : 'unknown',
    status: answer?.status ?? null,
    duration_ms: Math.round(durationMs),
    sent_bytes: body === undefined ? null : Number(headers?.['Content-Length'] ?? 0),
    received_bytes: answer && receivedBytes,
    answer: answer && isRefused ? loggedAnswer(textOf(answer.body), redact) : null,
  }
}

/**
 * The parts of a refusal that give its reason. The rest may name a person's phone, or lead to a
 * challenge.
 */
const REASONS: ReadonlySet<string> = new Set([
  'status',
  'message',
  'error',
  'error_type',
  'error_title',
  'error_body',
  'debug_info',
  'feedback_title',
  'feedback_message',
  'feedback_action',
  'spam',
  'two_factor_required',
])

/** Enough to recognise the sender of a page. */
const LONGEST_PAGE = 100

function textOf(body: unknown): string {
  if (typeof body === 'string') return body.slice(0, LONGEST_PAGE)
  if (typeof body !== 'object' || body === null) return JSON.stringify(body) ?? ''
  return JSON.stringify(
    Object.fromEntries(Object.entries(body).filter(([name]) => REASONS.has(name))),
  )
}

/** Whether an answer is a refusal: by its status, or by its text. */
export const isRefusal = ({ status, body }: Answer): boolean =>
  status >= 300 ||
  (typeof body === 'object' && body !== null && 'status' in body && body.status === 'fail')
