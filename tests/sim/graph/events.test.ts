import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createSignatures } from '../../../src/platforms/graph/signatures.ts'
import { expect, test } from './kit.ts'

type Received = { method: string; url: URL; signature: string | undefined; body: string }

async function startReceiver() {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const bytes of request) body += String(bytes)
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const signature = request.headers['x-hub-signature-256']
      received.push({
        method: request.method ?? '',
        url,
        signature: typeof signature === 'string' ? signature : undefined,
        body,
      })
      response.end(url.searchParams.get('hub.challenge') ?? 'ok')
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

test.for(['facebook', 'instagram'] as const)(
  'callbacks of %s are signed requests',
  async (login, { world }) => {
    const { sim } = world
    const { received, url } = await startReceiver()
    const { readSignedRequest } = createSignatures(sim.apps)
    const signed = (): string =>
      new URLSearchParams(received.at(-1)?.body).get('signed_request') ?? ''
    await sim.control.sendCallback({ url, login, person: 'brand' })
    expect(readSignedRequest(signed())).toMatchObject({
      login,
      userId: login === 'facebook' ? '122000000000001' : '17841400000000001',
    })
    await sim.control.sendCallback({ url, login, person: 'brand', isForged: true })
    expect(readSignedRequest(signed())).toBeNull()
  },
)

test.for(['changes', 'flat', 'array'] as const)(
  'events in the shape %s are signed',
  async (shape, { world }) => {
    const { sim } = world
    const { received, url } = await startReceiver()
    const { isWebhookSigned } = createSignatures(sim.apps)
    const changes = [{ field: 'comments', value: { id: '17865799348089039', text: 'Вкусно' } }]
    const order = { url, login: 'facebook', username: 'qahwa.co', changes, shape } as const
    expect(await sim.control.sendWebhook(order)).toMatchObject({ status: 200 })
    await sim.control.sendWebhook({ ...order, isForged: true })
    const [good, forged] = received
    expect(good?.body).toContain('\\u0412')
    expect(isWebhookSigned([Buffer.from(good?.body ?? '')], good?.signature)).toBe(true)
    expect(isWebhookSigned([Buffer.from(forged?.body ?? '')], forged?.signature)).toBe(false)
    const parsed: unknown = JSON.parse(good?.body ?? '')
    const whole = {
      object: 'instagram',
      entry: [expect.objectContaining({ id: '17841400000000001' })],
    }
    expect(parsed).toEqual(shape === 'array' ? [whole] : whole)
  },
)

test('the handshake asks for the challenge', async ({ world }) => {
  const { received, url } = await startReceiver()
  expect(await world.sim.control.verifyReceiver(url, 'my-token')).toBe(true)
  expect(received[0]?.url.searchParams.get('hub.verify_token')).toBe('my-token')
})
