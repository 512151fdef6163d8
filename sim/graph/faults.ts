import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { setTimeout as delay } from 'node:timers/promises'

/** A copy, because the server knows only a Response of its own kind as one that was sent. */
const ANSWERED = RESPONSE_ALREADY_SENT.clone()

/** The details of the answer in a rule. */
type FaultDetails = {
  status?: number | undefined
  code: number
  subcode?: number | undefined
  message: string
  /** The message of Meta for the owner of the account. */
  user_message?: string | undefined
  retry_after_seconds?: number | undefined
  delay_ms: number
}

type Struck = {
  proceed: () => Promise<Response>
  outgoing: HttpBindings['outgoing']
  rule: FaultDetails
}

type Fault = { does: string; answer(struck: Struck): Response | Promise<Response> }

/** The faults that a request may meet; a new kind is one more entry. */
export const FAULTS = {
  error: {
    does: 'answers Meta’s error with this code and subcode, by default 2 with status 500',
    answer: ({ rule }) => errorAnswer(rule),
  },
  error_after: {
    does: 'processes the request, then answers the error',
    async answer({ proceed, rule }) {
      await proceed()
      return errorAnswer(rule)
    },
  },
  rate_limit: {
    does: 'answers 429 with code 4, and Retry-After if it is given',
    answer: ({ rule }) => {
      const retry = rule.retry_after_seconds
      const headers = retry === undefined ? {} : { 'retry-after': String(retry) }
      return errorAnswer({ ...rule, status: 429, code: 4 }, headers)
    },
  },
  html: {
    does: 'answers 502 with the HTML of a gateway',
    answer: () =>
      new Response('<html><body><h1>502 Bad Gateway</h1></body></html>', {
        status: 502,
        headers: { 'content-type': 'text/html' },
      }),
  },
  empty: {
    does: 'answers 200 with an empty body',
    answer: () => new Response('', { status: 200 }),
  },
  no_data: {
    does: 'answers 200 with an empty list',
    answer: () => Response.json({ data: [] }),
  },
  delay: {
    does: 'processes the request after delay_ms real milliseconds',
    async answer({ proceed, rule }) {
      await delay(rule.delay_ms)
      return await proceed()
    },
  },
  drop: {
    does: 'closes the connection without processing the request',
    answer: ({ outgoing }) => {
      outgoing.destroy()
      return ANSWERED
    },
  },
  drop_after_commit: {
    does: 'processes the request, then closes the connection: the answer is lost',
    async answer({ proceed, outgoing }) {
      await proceed()
      outgoing.destroy()
      return ANSWERED
    },
  },
  hang: { does: 'never answers, and does not process the request', answer: () => ANSWERED },
  hang_after: {
    does: 'processes the request, and never answers',
    async answer({ proceed }) {
      await proceed()
      return ANSWERED
    },
  },
  truncate: {
    does: 'sends half of the body that content-length promises, then closes the connection',
    async answer({ proceed, outgoing }) {
      const response = await proceed()
      const body = Buffer.from(await response.arrayBuffer())
      const headers = { ...Object.fromEntries(response.headers), 'content-length': body.length }
      outgoing.writeHead(response.status, headers)
      // If the socket were destroyed before the write, the client would see no body at all.
      await new Promise<void>((resolve) => {
        outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve())
      })
      outgoing.destroy()
      return ANSWERED
    },
  },
  half_json: {
    does: 'sends half of the JSON as if it were complete',
    async answer({ proceed }) {
      const response = await proceed()
      const body = await response.text()
      return new Response(body.slice(0, Math.floor(body.length / 2)), { status: response.status })
    },
  },
} satisfies Record<string, Fault>

export function errorAnswer(
  { status, code, subcode, message, user_message: userMessage }: FaultDetails,
  headers: Record<string, string> = {},
): Response {
  const error = {
    message: `(#${code}) ${message}`,
    type: 'OAuthException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    ...(userMessage !== undefined && { error_user_msg: userMessage }),
    is_transient: code === 1 || code === 2,
    fbtrace_id: 'APlanted',
  }
  const usual = code <= 2 ? 500 : 400
  return Response.json({ error }, { status: status ?? usual, headers })
}
