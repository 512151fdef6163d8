import { Readable } from 'node:stream'
import { z } from 'zod'

type Fault = {
  field: string
  reason: string
  /** The possible meanings of an ambiguous name. */
  candidates?: readonly { id: string; name: string | null }[] | undefined
}

/** A refusal or failure of the API; its text is fit to show. */
export class ApiError extends Error {
  /** The problem's code, for programs. */
  readonly code: string | undefined
  /**
   * The body of an answer that is no problem although its status is: health reports why gramd is
   * down.
   */
  readonly answer: unknown
  /** The faulty fields, as the API calls them. */
  readonly fields: readonly Fault[]
  /** From when on it may work. */
  readonly until: string | undefined

  constructor(
    message: string,
    options: ErrorOptions & {
      code?: string | undefined
      answer?: unknown
      fields?: readonly Fault[]
      until?: string | undefined
    } = {},
  ) {
    super(message, options)
    this.code = options.code
    this.answer = options.answer
    this.fields = options.fields ?? []
    this.until = options.until
  }
}

const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  until: z.string().optional(),
  errors: z
    .array(
      z.object({
        field: z.string(),
        reason: z.string(),
        candidates: z
          .array(z.object({ id: z.string(), name: z.string().nullable() }))
          .optional()
          .catch(undefined),
      }),
    )
    .optional(),
})

export type ApiClient = {
  /**
   * Sends bytes as `type`, a form as one with files, else JSON; returns the parsed answer, or null.
   * Throws an ApiError.
   */
  send(method: string, path: string, body?: unknown, type?: string): Promise<unknown>
  /** Returns the bytes as they come. Throws an ApiError. */
  download(path: string, headers?: Readonly<Record<string, string>>): Promise<Readable>
}

/** `token` may be empty for routes that are open. */
export function createApiClient(options: { url: string; token: string }): ApiClient {
  return {
    async send(method, path, body, type) {
      const response = await request({ ...options, type }, method, path, body)
      const text = await response.text()
      if (!response.ok) throw refusal(response.status, text)
      if (text === '') return null
      const answer = parseJson(text)
      if (answer === undefined)
        throw new ApiError(
          `what answers at ${options.url} is not gramd (GRAMD_URL says where it is)`,
        )
      return answer
    },
    async download(path, headers) {
      const response = await request({ ...options, headers }, 'GET', path, undefined)
      if (!response.ok) throw refusal(response.status, await response.text())
      return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body)
    },
  }
}

type Target = {
  url: string
  token: string
  headers?: Readonly<Record<string, string>> | undefined
  /** The type of a body of bytes. */
  type?: string | undefined
}

async function request(
  options: Target,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  const { url, token, headers, type } = options
  try {
    return await fetch(new URL(path, url), {
      method,
      headers: {
        ...headers,
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...contentType(body, type),
      },
      body: body === undefined ? null : isRaw(body) ? body : JSON.stringify(body),
    })
  } catch (error) {
    throw new ApiError(`cannot reach gramd at ${url}; is it running? (GRAMD_URL says where)`, {
      cause: error,
    })
  }
}

const isRaw = (body: unknown): body is Uint8Array<ArrayBuffer> | FormData =>
  body instanceof Uint8Array || body instanceof FormData

/**
 * Returns the header with the type of the body. The type of a form has a boundary, which `fetch`
 * chooses.
 */
function contentType(body: unknown, type: string | undefined): { 'content-type'?: string } {
  if (body === undefined || body instanceof FormData) return {}
  return { 'content-type': isRaw(body) ? (type ?? 'application/octet-stream') : 'application/json' }
}

function refusal(status: number, text: string): ApiError {
  const answer = parseJson(text)
  const problem = Problem.safeParse(answer).data
  const summary = problem?.detail ?? problem?.title
  if (problem === undefined || summary === undefined)
    return new ApiError(`gramd answered ${status}`, { answer })
  const { code, until, errors: fields = [] } = problem
  return new ApiError(summary, { code, until, fields })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a proxy in between may answer with HTML: the status says enough
  }
}
