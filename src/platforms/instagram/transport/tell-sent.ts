import type { IgApiClient } from 'instagram-private-api'
import { shownAddress, shownAnswer, type SentRequest } from '../../sent-request.ts'
import type { Answer } from './answer.ts'

type RequestOptions = Parameters<IgApiClient['request']['send']>[0]

/** As the library has it for requests that name no other host. */
const HOST = 'https://i.instagram.com'

type Sent = {
  path: string
  options: RequestOptions
  /** Null: none came. */
  answer: Answer | null
  receivedBytes: number
  /** What the answer says of the post is a refusal too, even where it comes as a success. */
  isRefused: boolean
  durationMs: number
  redact: (text: string) => string
}

/** A request of the library as a log may keep it. */
export function sentRequest(sent: Sent): SentRequest {
  const { path, options, answer, receivedBytes, isRefused, durationMs, redact } = sent
  const { method = 'GET', headers, body, baseUrl }: RequestOptions & { body?: unknown } = options
  const address = URL.parse(path, baseUrl ?? HOST)
  return {
    method: method.toUpperCase(),
    url: address ? shownAddress(address) : 'unknown',
    status: answer?.status ?? null,
    duration_ms: Math.round(durationMs),
    sent_bytes: body === undefined ? null : Number(headers?.['Content-Length'] ?? 0),
    received_bytes: answer && receivedBytes,
    answer: answer && isRefused ? shownAnswer(textOf(answer.body), redact) : null,
  }
}

const textOf = (body: unknown): string =>
  typeof body === 'string' ? body : (JSON.stringify(body) ?? '')

/** Whether an answer refuses: by its status, or in its own words. */
export const isRefusal = ({ status, body }: Answer): boolean =>
  status >= 300 ||
  (typeof body === 'object' && body !== null && 'status' in body && body.status === 'fail')
