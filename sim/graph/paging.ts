import type { Call } from './call.ts'
import { invalid } from './errors.ts'

/** The size of a page, 25 unless the call says so. Throws code 100 for no number. */
export function limitOf({ params }: Call, most = 100): number {
  const text = params.get('limit')
  if (text === null) return 25
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) throw invalid(`Param limit must be an integer`)
  return Math.min(most, Number(text))
}

const cursorOf = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url')

/** The value in the parameter `after`; throws code 100 for another text. */
export function readCursor(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw invalid('Invalid cursor')
  }
}

/** A page with its cursors; `next` has the token in it, as Meta's has. */
export function pageOf<T>(
  call: Call,
  items: readonly T[],
  { token, cursor, hasMore }: { token: string; cursor: (item: T) => unknown; hasMore: boolean },
) {
  const { 0: first } = items
  const last = items.at(-1)
  if (first === undefined || last === undefined) return { data: [] }
  const after = cursorOf(cursor(last))
  return {
    data: items,
    paging: {
      cursors: { before: cursorOf(cursor(first)), after },
      ...(hasMore && { next: nextUrl(call, token, after) }),
    },
  }
}

function nextUrl({ context, login, version, path, params }: Call, token: string, after: string) {
  const url = new URL(`${context.url}/${login}/${version}/${path.join('/')}`)
  url.searchParams.set('access_token', token)
  for (const [name, value] of params) {
    if (name !== 'appsecret_proof' && name !== 'access_token') url.searchParams.set(name, value)
  }
  url.searchParams.set('after', after)
  return url.href
}
