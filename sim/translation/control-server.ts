import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { Server } from 'node:http'
import { z } from 'zod'
import { serveOnLoopback, type Listening } from '../loopback.ts'
import { TRANSLATION_FAULT_KINDS } from './faults.ts'
import type { TranslationStandIn } from './index.ts'

const Order = z.strictObject({
  service: z.enum(['deepl', 'google']),
  kind: z.enum(TRANSLATION_FAULT_KINDS),
  count: z.int().positive().optional(),
  retryAfterSeconds: z.int().nonnegative().optional(),
  alsoLists: z.literal(true).optional(),
})

/** Requests and faults of the stand-in, as JSON over HTTP on its own port. */
export async function startTranslationControl(
  sim: Pick<TranslationStandIn, 'requests' | 'fail' | 'clear'>,
): Promise<Listening> {
  const app = new Hono()
    .get('/requests', (c) => c.json(sim.requests()))
    .post('/faults', async (c) => {
      const parsed = Order.safeParse(await c.req.json())
      if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400)
      sim.fail(parsed.data)
      return c.body(null, 204)
    })
    .delete('/faults', (c) => {
      sim.clear()
      return c.body(null, 204)
    })
  const server = createAdaptorServer({ fetch: app.fetch })
  if (!(server instanceof Server)) throw new Error('the control plane needs a plain HTTP server')
  return await serveOnLoopback(server)
}
