/** The control plane of a stand-in over HTTP. */
export type ControlClient = {
  get(path: string): Promise<unknown>
  put(path: string, body: unknown): Promise<unknown>
  post(path: string, body: unknown): Promise<unknown>
  patch(path: string, body: unknown): Promise<unknown>
  delete(path: string): Promise<unknown>
}

export function createControlClient(url: string): ControlClient {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    get: async (path) => await call('GET', path),
    put: async (path, body) => await call('PUT', path, body),
    post: async (path, body) => await call('POST', path, body),
    patch: async (path, body) => await call('PATCH', path, body),
    delete: async (path) => await call('DELETE', path),
  }
}
