import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Channel, Message, TeamChannel } from '../../src/alerts/channel.ts'
import { startCourier, type CourierOptions } from '../../src/alerts/courier.ts'
import { createTelegram, type TelegramOptions } from '../../src/alerts/telegram.ts'
import { createWebhook, type WebhookOptions } from '../../src/alerts/webhook.ts'
import { alertKindsOf, declarations, withCore } from '../../src/features/declarations.ts'
import { createClock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { aLog, type LogLine } from '../http/kit.ts'

export const HOUR = 3_600_000
export const BEGIN = '2026-11-21T02:00:00.000Z'
export const SECRET = `whsec_${Buffer.from('the secret of the tests, 1st').toString('base64')}`
export const NEW_SECRET = `whsec_${Buffer.from('the secret of the tests, 2nd').toString('base64')}`
export const BOT_TOKEN = '1234567:the-token-of-a-bot-of-the-tests-only'

export type Received = { url: string; headers: IncomingHttpHeaders; body: string }
type Answer = (response: ServerResponse, place: number) => void

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(body)

/** A server on a port of its own that keeps what it receives; `answer` gets the place of the request, from 0. */
export async function aReceiver(
  answer: Answer = status(204),
): Promise<{ url: string; received: Received[]; close(): void }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url = '', headers } = request
      received.push({ url, headers, body: Buffer.concat(chunks).toString() })
      answer(response, received.length - 1)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  onTestFinished(close)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { url: `http://127.0.0.1:${address.port}`, received, close }
}

export const aWebhook = (url: string, options: Partial<WebhookOptions> = {}): TeamChannel =>
  createWebhook({ url: `${url}/hook`, secrets: [SECRET], ...options })

export const aTelegram = (apiUrl: string, options: Partial<TelegramOptions> = {}): TeamChannel =>
  createTelegram({ apiUrl, token: BOT_TOKEN, chatId: '-100123', ...options })

const KINDS = alertKindsOf(withCore(declarations)).map(({ kind }) => kind)

/** The rules of the tests: everything is sent, a cause once an hour. */
export const RULES = { kinds: KINDS, intervalMs: HOUR } as const

/** A courier that looks every 20 ms and ends with the test; the jitter is in the middle, so that pauses are exact. */
export function aCourier(
  db: Db,
  channels: readonly Channel[],
  options: Partial<CourierOptions> = {},
): { lines: LogLine[]; stop: () => Promise<void> } {
  const { log, lines } = aLog()
  const stop = startCourier({
    db,
    clock: createClock(),
    log,
    channels,
    ...RULES,
    random: () => 0.5,
    pollMs: 20,
    ...options,
  })
  onTestFinished(stop)
  return { lines, stop }
}

/** World time stands still at a time that the tests move. */
export async function freezeWorld(db: Db, at = BEGIN): Promise<void> {
  await setWorldTime(db, { worldAt: Date.parse(at), realAt: Date.now(), speed: 0 })
}

export const aMessage = (fields: Partial<Message> = {}): Message => ({
  id: '019a2000-0000-7000-8000-000000000001',
  kind: 'account_needs_person',
  cause: 'challenge',
  severity: 'critical',
  title: 'An account needs a person',
  count: 1,
  items: [{ account: 'our.reader' }],
  first_at: new Date(BEGIN),
  last_at: new Date(BEGIN),
  ...fields,
})

export const deliveriesOf = async (db: Db) =>
  await db.selectFrom('notification_deliveries').selectAll().orderBy('id').execute()

export const notificationsOf = async (db: Db) =>
  await db.selectFrom('notifications').selectAll().orderBy('id').execute()
