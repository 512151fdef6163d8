import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { Server } from 'node:http'
import { z } from 'zod'
import { serveOnLoopback, type Listening } from '../loopback.ts'
import { RECEIVER_FAULT_KINDS, type ReceiverFaultOrder } from './faults.ts'
import type { TelegramReceiver } from './telegram.ts'
import type { WebhookReceiver } from './webhook.ts'

const order = z.strictObject({
  kind: z.enum(RECEIVER_FAULT_KINDS),
  count: z.int().positive().optional(),
  retryAfterSeconds: z.int().nonnegative().optional(),
})

type Failing = { fail(order: ReceiverFaultOrder): void; clear(): void }

/** Received messages and faults of the receivers, as JSON over HTTP on its own port. */
export async function startReceiverControl(receivers: {
  webhook: WebhookReceiver
  telegram: TelegramReceiver
}): Promise<Listening> {
  const { webhook, telegram } = receivers
  const app = new Hono()
  app.get('/webhook/deliveries', (context) => context.json(webhook.deliveries()))
  app.get('/telegram/messages', (context) => context.json(telegram.messages()))
  app.get('/telegram/attempts', (context) => context.json(telegram.attempts()))
  addFaults(app, '/webhook/faults', webhook)
  addFaults(app, '/telegram/faults', telegram)
  app.notFound((context) => context.json({ error: 'there is no such path' }, 404))
  const server = createAdaptorServer({ fetch: app.fetch })
  if (!(server instanceof Server)) throw new Error('the control plane needs a plain HTTP server')
  return await serveOnLoopback(server)
}

function addFaults(app: Hono, path: string, receiver: Failing): void {
  app.post(path, async (context) => {
    const text = await context.req.text()
    const parsed = z.preprocess(parseJson, order).safeParse(text)
    if (!parsed.success) return context.json({ error: z.prettifyError(parsed.error) }, 400)
    receiver.fail(parsed.data)
    return context.body(null, 204)
  })
  app.delete(path, (context) => {
    receiver.clear()
    return context.body(null, 204)
  })
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null // the schema refuses it
  }
}
