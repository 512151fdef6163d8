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

const MAX_REQUESTS = 2_000
const SECRETS = /token|secret|proof|code|state/

export function createRequestLog(now: () => number): RequestLog {
  let requests: LoggedRequest[] = []
  const counts = new Map<string, number>()
  return {
    add(method, { pathname, searchParams }, status) {
      const route = `${method} ${pathname.replaceAll(/\d{9,}(?=\/|$)/g, ':id').replace(/^\/cdn\/.*/, '/cdn/:file')}`
      counts.set(route, (counts.get(route) ?? 0) + 1)
      const query = new URLSearchParams(searchParams)
      for (const name of query.keys()) if (SECRETS.test(name)) query.set(name, '…')
      const at = new Date(now()).toISOString()
      requests.push({ at, method, path: pathname, query: query.toString(), status })
      if (requests.length > 2 * MAX_REQUESTS) requests = requests.slice(-MAX_REQUESTS)
    },
    list: () => requests.slice(-MAX_REQUESTS),
    counts: () => Object.fromEntries(counts),
    clear() {
      requests = []
      counts.clear()
    },
  }
}
