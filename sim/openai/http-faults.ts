import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { errorResponse } from './api-error.ts'

/**
 * Tells the server that this file writes the answer. A copy, because the server recognizes it only
 * in a Response of Node's own, and replaces that class if it was created before this file was
 * loaded.
 */
const ANSWERED = RESPONSE_ALREADY_SENT.clone()

/** A request with a fault. `proceed` runs the API and returns its answer. */
type StruckRequest = {
  proceed: () => Promise<Response>
  outgoing: HttpBindings['outgoing']
  retryAfterSeconds: number
  status: number
}

export type HttpFault = {
  /** The effect that the client will see, for people. */
  does: string
  answer(struck: StruckRequest): Response | Promise<Response>
}

/** Faults of one HTTP request; a new kind is one more entry. */
export const HTTP_FAULTS = {
  rate_limit: {
    does: 'answers 429 rate_limit_exceeded with a retry-after header',
    answer: ({ retryAfterSeconds }) =>
      errorResponse(
        429,
        {
          message: 'Rate limit reached for requests. Please try again later.',
          type: 'requests',
          param: null,
          code: 'rate_limit_exceeded',
        },
        { 'retry-after': String(retryAfterSeconds) },
      ),
  },
  last_request: {
    does: 'answers, and says that no request is left until retry_after_seconds from now',
    answer: async ({ proceed, retryAfterSeconds }) =>
      withHeaders(await proceed(), {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': `${retryAfterSeconds}s`,
        'x-ratelimit-remaining-tokens': '149000',
        'x-ratelimit-reset-tokens': '120ms',
      }),
  },
  last_token: {
    does: 'answers, and says that no token is left until retry_after_seconds from now',
    answer: async ({ proceed, retryAfterSeconds }) =>
      withHeaders(await proceed(), {
        'x-ratelimit-remaining-requests': '499',
        'x-ratelimit-reset-requests': '120ms',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': `${retryAfterSeconds}s`,
      }),
  },
  insufficient_quota: {
    does: 'answers 429 insufficient_quota: the money is spent, waiting does not help',
    answer: () =>
      errorResponse(429, {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      }),
  },
  server_error: {
    does: 'answers with a status of 5xx and the JSON of a server error',
    answer: ({ status }) =>
      errorResponse(status, {
        message: 'The server had an error while processing your request. Sorry about that!',
        type: 'server_error',
        param: null,
        code: null,
      }),
  },
  html_error: {
    does: 'answers with a status of 5xx and the HTML of a gateway',
    answer: ({ status }) =>
      new Response('<html><body><h1>Bad gateway</h1></body></html>', {
        status,
        headers: { 'content-type': 'text/html' },
      }),
  },
  invalid_key: {
    does: 'answers 401 invalid_api_key',
    answer: () =>
      errorResponse(401, {
        message: 'Incorrect API key provided.',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      }),
  },
  model_deprecated: {
    does: 'answers 400: the model was shut down; no code says so',
    answer: () =>
      errorResponse(400, {
        message: 'The model has been deprecated and shut down. Learn more in the documentation.',
        type: 'invalid_request_error',
        param: 'model',
        code: null,
      }),
  },
  not_found: {
    does: 'answers 404, as for a very old id',
    answer: () =>
      errorResponse(404, {
        message: 'No such object.',
        type: 'invalid_request_error',
        param: 'id',
        code: null,
      }),
  },
  reset_before: {
    does: 'closes the connection without processing the request',
    answer: ({ outgoing }) => {
      outgoing.destroy()
      return ANSWERED
    },
  },
  reset_after: {
    does: 'processes the request, then closes the connection: the reply is lost',
    async answer({ proceed, outgoing }) {
      await proceed()
      outgoing.destroy()
      return ANSWERED
    },
  },
  too_large: {
    does: 'answers 413 with the HTML of a gateway, whatever the size',
    answer: () =>
      new Response('<html><body><h1>413 Request Entity Too Large</h1></body></html>', {
        status: 413,
        headers: { 'content-type': 'text/html' },
      }),
  },
  truncated_body: {
    does: 'sends half of the body that content-length promises, then closes the connection',
    async answer(struck) {
      await sendHalf(struck)
      struck.outgoing.destroy()
      return ANSWERED
    },
  },
  lost_lines: {
    does: 'sends every second line of the body as if it were complete',
    async answer({ proceed }) {
      const response = await proceed()
      const lines = (await response.text()).split(/(?<=\n)/)
      const body = lines.filter((_, index) => index % 2 === 0).join('')
      return new Response(body, { status: response.status })
    },
  },
  stalled_body: {
    does: 'sends half of the body, then nothing more',
    async answer(struck) {
      await sendHalf(struck)
      return ANSWERED
    },
  },
  hang: {
    does: 'never answers, and does not process the request',
    answer: () => ANSWERED,
  },
  hang_after: {
    does: 'processes the request, then never answers',
    async answer({ proceed }) {
      await proceed()
      return ANSWERED
    },
  },
} satisfies Record<string, HttpFault>

export type HttpFaultKind = keyof typeof HTTP_FAULTS

function withHeaders(response: Response, headers: Record<string, string>): Response {
  return new Response(response.body, {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), ...headers },
  })
}

async function sendHalf({ proceed, outgoing }: StruckRequest): Promise<void> {
  const response = await proceed()
  const body = Buffer.from(await response.arrayBuffer())
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    'content-length': body.length,
  })
  // If the socket were destroyed before the write, the client would see no body at all.
  await new Promise<void>((resolve) => {
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve())
  })
}
