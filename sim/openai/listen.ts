import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server'

export type Listening = { url: string; close(): Promise<void> }

/** Serves on a free loopback port. Closing cuts the connections that faults hold open. */
export async function listen(
  fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>,
): Promise<Listening> {
  const listener = getRequestListener((request, env) => {
    if (!isPlain(env)) throw new TypeError('only HTTP/1.1 is served')
    return fetch(request, env)
  })
  const server: Server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new TypeError('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const isPlain = (env: HttpBindings | Http2Bindings): env is HttpBindings =>
  env.incoming.httpVersionMajor === 1
