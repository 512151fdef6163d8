import { setTimeout as delay } from 'node:timers/promises'

/** A client of gramd's HTTP API with a bearer token. */
export type GramdApi = {
  get(path: string): Promise<unknown>
  post(path: string, body: unknown): Promise<unknown>
  put(path: string, body: unknown): Promise<unknown>
  patch(path: string, body: unknown): Promise<unknown>
  delete(path: string): Promise<void>
  stream(path: string, lastEventId: string | undefined, signal: AbortSignal): Promise<Response>
  /** Resolves once gramd accepts the token. */
  untilReady(signal: AbortSignal): Promise<void>
}

const READY_POLL_MS = 100
/** A busy machine takes minutes to load gramd; a gramd that has ended is noticed at once. */
const READY_TIMEOUT_MS = 300_000

export function createGramdApi(url: string, token: string): GramdApi {
  const authorization = `Bearer ${token}`
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(new URL(path, url), init)
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response
  }
  const send = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const headers = { authorization, 'content-type': 'application/json' }
    return await (await call(path, { method, headers, body: JSON.stringify(body) })).json()
  }
  return {
    async get(path) {
      return await (await call(path, { headers: { authorization } })).json()
    },
    post: async (path, body) => await send('POST', path, body),
    put: async (path, body) => await send('PUT', path, body),
    patch: async (path, body) => await send('PATCH', path, body),
    async delete(path) {
      await (await call(path, { method: 'DELETE', headers: { authorization } })).body?.cancel()
    },
    async stream(path, lastEventId, signal) {
      const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
      return await call(path, { headers: { authorization, ...resume }, signal })
    },
    async untilReady(signal) {
      const deadline = Date.now() + READY_TIMEOUT_MS
      while (Date.now() < deadline) {
        signal.throwIfAborted()
        // Another gramd at this address refuses the token.
        const response = await fetch(new URL('/api/tasks?limit=1', url), {
          headers: { authorization },
        }).catch(() => undefined)
        await response?.body?.cancel()
        if (response?.ok) return
        await delay(READY_POLL_MS)
      }
      throw new Error(`gramd is not ready after ${READY_TIMEOUT_MS / 1000} s`)
    },
  }
}
