/** A request as tests see it, without secrets. */
export type LoggedRequest = {
  at: string
  method: string
  path: string
  query: string
  status: number
}

export type RequestLog = {
  add(method: string, url: URL, status: number): void
  /** The newest ones, oldest first. */
  list(): readonly LoggedRequest[]
  /** All requests by method and path, in which ids are `:id` and names of files `:file`. */
  counts(): Record<string, number>
  clear(): void
}

const MAX_KEPT = 2_000
const SECRETS = /token|secret|proof|code|state/

export function createRequestLog(now: () => number): RequestLog {
  let kept: LoggedRequest[] = []
  const counts = new Map<string, number>()
  return {
    add(method, { pathname, searchParams }, status) {
      const route = `${method} ${pathname.replaceAll(/\d{9,}(?=\/|$)/g, ':id').replace(/^\/cdn\/.*/, '/cdn/:file')}`
      counts.set(route, (counts.get(route) ?? 0) + 1)
      const query = new URLSearchParams(searchParams)
      for (const name of query.keys()) if (SECRETS.test(name)) query.set(name, '…')
      const at = new Date(now()).toISOString()
      kept.push({ at, method, path: pathname, query: query.toString(), status })
      if (kept.length > 2 * MAX_KEPT) kept = kept.slice(-MAX_KEPT)
    },
    list: () => kept.slice(-MAX_KEPT),
    counts: () => Object.fromEntries(counts),
    clear() {
      kept = []
      counts.clear()
    },
  }
}
