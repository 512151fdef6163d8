import { createServer } from 'node:http'
import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server'
import { serveOnLoopback, type Listening } from './loopback.ts'

/** Serves on a free loopback port. `close` closes connections that faults keep open. */
export async function listen(
  fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>,
): Promise<Listening> {
  const listener = getRequestListener((request, env) => {
    if (!isPlain(env)) throw new TypeError('only HTTP/1.1 is served')
    return fetch(request, env)
  })
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  return await serveOnLoopback(server)
}

const isPlain = (env: HttpBindings | Http2Bindings): env is HttpBindings =>
  env.incoming.httpVersionMajor === 1
