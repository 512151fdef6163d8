import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTelegramReceiver, type TelegramReceiver } from '../../../sim/receivers/telegram.ts'
import { createShiftedClock } from '../instagram/shifted-clock.ts'

const TOKEN = '7000000001:AAtoken'
const clock = createShiftedClock()
let telegram: TelegramReceiver

beforeEach(async () => {
  telegram = await startTelegramReceiver({ token: TOKEN, chatId: '-100200', clock })
})
afterEach(() => telegram.close())

async function say(
  body: unknown,
  path = `/bot${TOKEN}/sendMessage`,
  init: RequestInit = {},
): Promise<[status: number, body: unknown]> {
  const reply = await fetch(`${telegram.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  })
  return [reply.status, await reply.json()]
}
const hello = { chat_id: '-100200', text: 'Сессия обновлена' }

describe('the Telegram receiver', () => {
  test('takes messages for its chat and numbers them', async () => {
    expect(await say(hello)).toMatchObject([
      200,
      { ok: true, result: { message_id: 1, text: hello.text, chat: { id: -100_200 } } },
    ])
    await say({ ...hello, chat_id: -100_200 })
    expect(telegram.messages()).toEqual([
      { id: 1, at: clock.now(), text: hello.text },
      { id: 2, at: clock.now(), text: hello.text },
    ])
  })

  test.for([
    ['a wrong token', hello, '/bot123:wrong/sendMessage', 401, 'Unauthorized'],
    ['another method', hello, `/bot${TOKEN}/getUpdates`, 404, 'Not Found'],
    ['no bot at all', hello, '/sendMessage', 404, 'Not Found'],
    ['another chat', { ...hello, chat_id: 5 }, undefined, 400, 'Bad Request: chat not found'],
    ['no chat', { text: 'x' }, undefined, 400, 'Bad Request: chat not found'],
    ['no text', { chat_id: '-100200' }, undefined, 400, 'Bad Request: message text is empty'],
    ['4,097 characters', { ...hello, text: 'x'.repeat(4_097) }, undefined, 400, 'too long'],
  ] as const)('refuses %s as the Bot API does', async ([, body, path, code, description]) => {
    expect(await say(body, path)).toEqual([
      code,
      { ok: false, error_code: code, description: expect.stringContaining(description) },
    ])
    expect(telegram.messages()).toEqual([])
    expect(telegram.attempts()).toMatchObject([{ outcome: 'refused' }])
  })

  test('takes a text of 4,096 characters', async () => {
    expect((await say({ ...hello, text: 'x'.repeat(4_096) }))[0]).toBe(200)
  })

  test('can be out of order, once or until it is cleared', async () => {
    telegram.fail({ kind: 'rate_limit', count: 1, retryAfterSeconds: 9 })
    telegram.fail({ kind: 'server_error', count: 1 })
    telegram.fail({ kind: 'gone' })
    expect(await say(hello)).toEqual([
      429,
      {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 9',
        parameters: { retry_after: 9 },
      },
    ])
    expect(await say(hello)).toMatchObject([500, { ok: false, error_code: 500 }])
    expect(await say(hello)).toMatchObject([
      403,
      { description: expect.stringContaining('blocked') },
    ])
    telegram.clear()
    expect((await say(hello))[0]).toBe(200)
    expect(telegram.messages()).toHaveLength(1)
    const outcomes = telegram.attempts().map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['rate_limit', 'server_error', 'gone', 'accepted'])
  })

  test('can hang, break the connection and redirect', async () => {
    telegram.fail({ kind: 'hang', count: 1 })
    const patience = new AbortController()
    const hanging = say(hello, undefined, { signal: patience.signal })
    await expect.poll(() => telegram.attempts()).toMatchObject([{ outcome: 'hang' }])
    patience.abort()
    await expect(hanging).rejects.toThrow(/aborted/)
    telegram.fail({ kind: 'reset', count: 1 })
    await expect(say(hello)).rejects.toThrow('fetch failed')
    telegram.fail({ kind: 'redirect', count: 1 })
    await say(hello)
    expect(telegram.strays()).toBe(1)
    expect(telegram.messages()).toEqual([])
  })
})
