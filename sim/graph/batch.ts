import { z } from 'zod'
import { GraphProblem, invalid } from './errors.ts'
import type { FaultBook } from './fault-book.ts'
import { errorAnswer } from './faults.ts'

const MOST = 50
const Items = z.array(
  z.object({
    method: z.enum(['GET', 'POST', 'DELETE']),
    relative_url: z.string(),
    body: z.string().optional(),
  }),
)
/** Faults of the connection: inside a batch the item has no answer. */
const SILENT = new Set<string>(['drop', 'hang', 'truncate', 'drop_after_commit'])

export type Batch = {
  /** Sent as the form of the request. */
  params: URLSearchParams
  /** `http://…/facebook/v25.0`. */
  base: string
  token: string | null
  faults: FaultBook
  answer: (request: Request) => Promise<Response>
}

/** `POST /{version}/` with `batch=[…]`: every item is a call of its own. */
export async function answerBatch({ params, base, token, faults, answer }: Batch) {
  const items = readItems(params.get('batch') ?? '')
  const proof = params.get('appsecret_proof')
  const withHeaders = params.get('include_headers') !== 'false'
  return await Promise.all(
    items.map(async ({ method, relative_url, body }) => {
      const url = new URL(`${base}/${relative_url.replace(/^\/+/, '')}`)
      if (proof !== null && !url.searchParams.has('appsecret_proof')) {
        url.searchParams.set('appsecret_proof', proof)
      }
      const own = url.searchParams.get('access_token') ?? token
      url.searchParams.delete('access_token')
      const rule = faults.take(method, url.pathname)
      if (rule && SILENT.has(rule.kind)) return null
      const request = new Request(url, {
        method,
        ...(own !== null && { headers: { authorization: `Bearer ${own}` } }),
        ...(body !== undefined && { body: new URLSearchParams(body) }),
      })
      const response = rule?.kind === 'error' ? errorAnswer(rule) : await answer(request)
      const headers = [...response.headers].map(([name, value]) => ({ name, value }))
      return {
        code: response.status,
        ...(withHeaders && { headers }),
        body: await response.text(),
      }
    }),
  )
}

function readItems(text: string) {
  const items = Items.safeParse(parsed(text)).data
  if (!items) throw invalid('Invalid batch parameter')
  if (items.length <= MOST) return items
  const message = `Too many requests in batch message. Maximum batch size is ${MOST}`
  throw new GraphProblem({ message, type: 'GraphBatchException', code: -3 })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    return undefined
  }
}
