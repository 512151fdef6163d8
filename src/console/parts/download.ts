import type { HttpContext } from '../../http/router.ts'

const HEADERS = ['content-type', 'content-disposition', 'x-accel-buffering']

/** Passes a file of the API on to the browser as it arrives. */
export function proxyDownload(answer: Response): Response {
  const headers = picked(HEADERS, (name) => answer.headers.get(name))
  return new Response(answer.body, { headers: [...headers, ['cache-control', 'no-store']] })
}

const REQUESTED = ['range', 'if-range', 'if-none-match'] as const
const ANSWERED = [
  'content-type',
  'content-length',
  'content-range',
  'accept-ranges',
  'cache-control',
  'etag',
] as const

/** The headers by which a player asks for a part of a file. */
export const rangeHeaders = (c: HttpContext): Record<string, string> =>
  Object.fromEntries(picked(REQUESTED, (name) => c.req.header(name)))

/** Passes a file of the API on, or the part that a player asked for. */
export const proxyPart = (answer: Response): Response =>
  new Response(answer.body, {
    status: answer.status,
    headers: picked(ANSWERED, (name) => answer.headers.get(name)),
  })

const picked = (
  names: readonly string[],
  read: (name: string) => string | null | undefined,
): [string, string][] =>
  names.flatMap((name): [string, string][] => {
    const value = read(name) ?? null
    return value === null ? [] : [[name, value]]
  })
