import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReceiverControl } from '../../../sim/receivers/control-server.ts'
import { startTelegramReceiver } from '../../../sim/receivers/telegram.ts'
import { startWebhookReceiver } from '../../../sim/receivers/webhook.ts'
import { createShiftedClock } from '../instagram/shifted-clock.ts'

const stack = new AsyncDisposableStack()
let webhookUrl: string
let telegramUrl: string
let controlUrl: string

beforeAll(async () => {
  const clock = createShiftedClock()
  const webhook = await startWebhookReceiver({ secret: 'c2VjcmV0', clock })
  const telegram = await startTelegramReceiver({ token: '1:t', chatId: '1', clock })
  const control = await startReceiverControl({ webhook, telegram })
  for (const each of [webhook, telegram, control]) stack.defer(() => each.close())
  webhookUrl = webhook.url
  telegramUrl = `${telegram.url}/bot1:t/sendMessage`
  controlUrl = control.url
})
afterAll(() => stack.disposeAsync())

const post = async (url: string, body: unknown): Promise<number> =>
  (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status
const get = async (path: string): Promise<unknown> => (await fetch(`${controlUrl}${path}`)).json()

test.for([
  ['webhook', () => webhookUrl, 401, '/webhook/deliveries'],
  ['telegram', () => telegramUrl, 200, '/telegram/attempts'],
] as const)('the %s can be made to fail and to work again', async ([name, url, usual, seen]) => {
  const faults = `${controlUrl}/${name}/faults`
  const message = { chat_id: '1', text: 'hello' }
  expect(await post(faults, { kind: 'rate_limit' })).toBe(204)
  expect(await post(url(), message)).toBe(429)
  expect((await fetch(faults, { method: 'DELETE' })).status).toBe(204)
  expect(await post(url(), message)).toBe(usual)
  expect(await get(seen)).toMatchObject([{ outcome: 'rate_limit' }, {}])
})

test('lists the messages that arrived', async () => {
  expect(await get('/telegram/messages')).toMatchObject([{ text: 'hello' }])
})

test.for([{ kind: 'no_such_fault' }, { kind: 'hang', count: 0 }, 'not an object'])(
  'refuses the order %j',
  async (order) => {
    expect(await post(`${controlUrl}/webhook/faults`, order)).toBe(400)
  },
)
