import type { z } from 'zod'
import { features } from '../../src/features/index.ts'
import type { Services } from '../../src/features/services.ts'
import { createApp } from '../../src/http/app.ts'

const API_KEY = 'key-of-the-run-on-stand-ins'

/** A request to the API of this process, and its answer. Throws for one that is no success. */
export type ApiHere = <Shape extends z.ZodType>(
  method: string,
  path: string,
  shape: Shape,
  body?: unknown,
) => Promise<z.output<Shape>>

/** The API of this process, as the service. */
export function apiHere(services: Services): ApiHere {
  const routers = features.flatMap(({ routes }) => [routes?.(services) ?? []].flat())
  const { db, log } = services
  const app = createApp({ db, log, apiKey: API_KEY, routers, version: 'run' })
  return async (method, path, shape, body) => {
    const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await app.request(path, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return shape.parse(JSON.parse(text))
  }
}
