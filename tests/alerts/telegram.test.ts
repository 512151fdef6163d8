import { describe, expect, test } from '../fixtures/test.ts'
import { aMessage, aReceiver, aTelegram, BEGIN, BOT_TOKEN, status } from './kit.ts'

const { signal } = new AbortController()
const OK = status(200, {}, '{"ok":true,"result":{"message_id":1}}')
const textOf = (body: string | undefined): string => JSON.parse(body ?? '{}').text

describe('a Telegram message', () => {
  test('is plain text for the chat, with what happened, how often and to what', async () => {
    const { url, received } = await aReceiver(OK)

    const answer = await aTelegram(`${url}/`).send(
      aMessage({ count: 3, items: [{ account: 'one', code: '<b>' }, { account: 'two' }] }),
      signal,
    )

    expect(answer).toEqual({ delivered: true, status: 200 })
    expect(received[0]?.url).toBe(`/bot${BOT_TOKEN}/sendMessage`)
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      chat_id: '-100123',
      text: [
        'CRITICAL: An account needs a person (3 times)',
        '• account: one, code: <b>',
        '• account: two',
        '… and 1 more',
        BEGIN,
        `notification ${aMessage().id}`,
      ].join('\n'),
      link_preview_options: { is_disabled: true },
    })
  })

  test('fits into what Telegram takes, and counts what found no place', async () => {
    const { url, received } = await aReceiver(OK)
    const items = Array.from({ length: 20 }, (_, number) => ({ number, text: '😀'.repeat(240) }))

    await aTelegram(url).send(aMessage({ count: 1_000, items }), signal)
    for (const start of ['', 'a', 'ab'])
      await aTelegram(url).send(aMessage({ title: start + 'x😀'.repeat(3_000) }), signal)

    const [text = '', ...long] = received.map(({ body }) => textOf(body))
    expect(text.length).toBeLessThanOrEqual(4_096)
    expect(text.match(/^• /gm)).toHaveLength(7)
    expect(text).toContain('… and 993 more')
    expect(text).toContain(aMessage().id)
    expect(long).toHaveLength(3)
    for (const cut of long) {
      expect(cut.length).toBeLessThanOrEqual(4_096)
      expect(cut.isWellFormed()).toBe(true)
    }
  })
})

describe('a refusal of Telegram', () => {
  test.for([
    [
      429,
      '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 31","parameters":{"retry_after":31}}',
      {
        error: 'answered 429: Too Many Requests: retry after 31',
        final: false,
        retryAfterMs: 31_000,
      },
    ],
    [
      400,
      '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}',
      { error: 'answered 400: Bad Request: chat not found', final: true },
    ],
    [
      404,
      `{"ok":false,"error_code":404,"description":"Not Found: /bot${BOT_TOKEN}/sendMessage"}`,
      { error: 'answered 404: Not Found: /bot***/sendMessage', final: true },
    ],
    [
      400,
      JSON.stringify({ ok: false, description: `Bad Request: ${encodeURIComponent(BOT_TOKEN)}` }),
      { error: 'answered 400: Bad Request: ***', final: true },
    ],
    [502, '<html>Bad Gateway</html>', { error: 'answered 502', final: false }],
    [
      200,
      '<html>Log in to the hotel</html>',
      { error: 'answered 200: not an answer of Telegram', final: false },
    ],
    [302, '', { error: 'answered 302', final: false }],
  ] as const)('%i %s', async ([code, body, expected]) => {
    const { url } = await aReceiver(status(code, {}, body))

    const answer = await aTelegram(url).send(aMessage(), signal)

    expect(answer).toEqual({ delivered: false, status: code, ...expected })
    expect(JSON.stringify(answer)).not.toContain(BOT_TOKEN)
  })

  test('does not show the token when the port is closed', async () => {
    const { url, close } = await aReceiver()
    close()

    const answer = await aTelegram(url).send(aMessage(), signal)

    expect(answer).toHaveProperty('error', 'the connection failed (ECONNREFUSED)')
  })
})
