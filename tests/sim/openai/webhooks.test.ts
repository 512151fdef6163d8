import { createServer } from 'node:http'
import { once } from 'node:events'
import OpenAI from 'openai'
import { onTestFinished } from 'vitest'
import { createBatch, expect, someLines, test, type World } from './kit.ts'

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

type Received = { id: string; type: string; batchId: string; status: number }

/**
 * Receives events as a program with the client library does; the first answers may be other than
 * 200.
 */
async function aReceiver(world: World, firstAnswers: number[] = []): Promise<readonly Received[]> {
  const received: Received[] = []
  const client = new OpenAI({ apiKey: 'unused', webhookSecret: SECRET })
  const server = createServer((incoming, outgoing) => {
    const answer = async (): Promise<void> => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
      const headers = new Headers()
      for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
      const id = headers.get('webhook-id') ?? ''
      let event = { type: 'none', data: { id: '' } }
      let status = firstAnswers.shift() ?? 200
      try {
        const unwrapped = await client.webhooks.unwrap(Buffer.concat(chunks).toString(), headers)
        if (unwrapped.type.startsWith('batch.') && 'data' in unwrapped) {
          event = { type: unwrapped.type, data: { id: String(Reflect.get(unwrapped.data, 'id')) } }
        }
      } catch (thrown) {
        if (!(thrown instanceof OpenAI.InvalidWebhookSignatureError)) throw thrown
        status = 401
      }
      received.push({ id, type: event.type, batchId: event.data.id, status })
      outgoing.writeHead(status).end()
    }
    void answer()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const made = await fetch(`${world.sim.controlUrl}/webhook`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: `http://127.0.0.1:${port}/`, secret: SECRET }),
  })
  expect(made.status).toBe(204)
  return received
}

test('the end of a batch is announced, signed as the client library expects', async ({ world }) => {
  const received = await aReceiver(world)
  const done = await createBatch(world.client, someLines(2))
  world.sim.control.addFault({ on: 'batch', kind: 'failed' })
  const failed = await createBatch(world.client, someLines(1))
  const cancelled = await createBatch(world.client, someLines(3))
  await world.client.batches.cancel(cancelled)

  world.clock.pass(11)

  await expect.poll(() => received.length).toBe(3)
  expect(received).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'batch.completed', batchId: done, status: 200 }),
      expect.objectContaining({ type: 'batch.failed', batchId: failed, status: 200 }),
      expect.objectContaining({ type: 'batch.cancelled', batchId: cancelled, status: 200 }),
    ]),
  )
  await expect.poll(() => world.sim.control.webhooks().pending).toBe(0)
})

test('an event that is not taken comes again later, under its id', async ({ world }) => {
  const received = await aReceiver(world, [500, 302])
  await createBatch(world.client, someLines(1))
  world.clock.pass(11)
  await expect.poll(() => received.length).toBe(1)
  await expect
    .poll(() => world.sim.control.webhooks())
    .toMatchObject({ pending: 1, attempts: [{ status: 500 }] })
  world.clock.pass(1)
  await expect.poll(() => received.length).toBe(2)

  world.clock.pass(1)

  await expect.poll(() => received.length).toBe(3)
  await expect.poll(() => world.sim.control.webhooks().pending).toBe(0)
  expect(new Set(received.map(({ id }) => id)).size).toBe(1)
})

test('events come twice, late, badly signed, stale or never when that is asked for', async ({
  world,
}) => {
  const received = await aReceiver(world)
  const ids: string[] = []
  for (const kind of ['duplicate', 'out_of_order', 'wrong_signature', 'stale', 'lost'] as const) {
    world.sim.control.addFault({ on: 'webhook', kind })
    ids.push(await createBatch(world.client, someLines(1)))
    world.clock.pass(1)
  }
  // Batches that end together are announced in the order of their looks; this makes it the order of
  // the faults.
  for (const id of ids) {
    await world.client.batches.cancel(id)
    world.clock.pass(2)
    await world.client.batches.retrieve(id)
    await expect.poll(() => received.length).toBeGreaterThanOrEqual(2)
  }
  await expect
    .poll(() => {
      world.clock.pass(0.2)
      return received.length
    })
    .toBe(7)

  await expect.poll(() => world.sim.control.webhooks().pending).toBe(0)
  const ofBatch = (id: string | undefined) =>
    world.sim.control
      .webhooks()
      .attempts.filter(({ batch_id }) => batch_id === id)
      .map(({ status }) => status)
  expect(ids.map(ofBatch)).toEqual([[200, 200], [200], [401, 200], [401, 200], []])
  const order = world.sim.control.webhooks().attempts.map(({ batch_id }) => batch_id)
  expect(order.indexOf(ids[1] ?? '')).toBeGreaterThan(order.indexOf(ids[2] ?? ''))
})
