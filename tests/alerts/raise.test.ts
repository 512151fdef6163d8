import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { notificationsOf, SECRET, BOT_TOKEN } from './kit.ts'

describe('an alert', () => {
  test('is told in the words of its kind, unless it brings its own', async ({ db }) => {
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'pool', item: { free: 0 } })
    await raiseAlert(db, {
      ...CORE_ALERTS.pool_small,
      cause: 'pool',
      severity: 'info',
      title: 'Small',
    })

    expect(await notificationsOf(db)).toMatchObject([
      {
        kind: 'pool_empty',
        cause: 'pool',
        severity: 'critical',
        title: 'The account pool is empty: no account works',
        count: 1,
        items: [{ free: 0 }],
        sent_at: null,
      },
      { kind: 'pool_small', severity: 'info', title: 'Small', items: [] },
    ])
  })

  test('raised side by side becomes one message with all of them counted and the first twenty named', async ({
    db,
  }) => {
    await Promise.all(
      Array.from({ length: 60 }, async (_, number) =>
        raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'proxies', item: { number } }),
      ),
    )

    const [row, ...others] = await notificationsOf(db)
    expect(others).toEqual([])
    expect(row?.count).toBe(60)
    expect(row?.items).toHaveLength(20)
  })

  test('is as severe as the worst of those gathered, whatever comes last', async ({ db }) => {
    for (const severity of ['info', 'critical', 'warning'] as const)
      await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'a', severity })
    for (const severity of ['warning', 'info'] as const)
      await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'b', severity })

    expect((await notificationsOf(db)).map(({ severity }) => severity)).toEqual([
      'critical',
      'warning',
    ])
  })

  test('is part of the transaction that it is raised in', async ({ db }) => {
    await expect(
      db.transaction().execute(async (tx) => {
        await raiseAlert(tx, { ...CORE_ALERTS.pool_empty, cause: 'pool' })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')

    expect(await notificationsOf(db)).toEqual([])
  })

  test('keeps no secret, and only what is flat and short', async ({ db }) => {
    await raiseAlert(db, {
      ...CORE_ALERTS.renewal_failed,
      cause: `login at http://user:hunter22@proxy:1/`,
      title: `failed: sessionid=hunter22`,
      item: {
        password: 'hunter22 of many words',
        url: 'socks5://me:hunter22@proxy:1080',
        bot: `https://api.telegram.org/bot${BOT_TOKEN}/getMe`,
        webhook: SECRET,
        nested: { cookie: 'sessionid=hunter22' },
        at: new Date(0),
        big: 12n,
        nothing: undefined,
        bad: Number.NaN,
        text: `nul \0 and ${'x'.repeat(5_000)}`,
      },
    })

    const [row] = await notificationsOf(db)
    const text = JSON.stringify(row)
    for (const secret of ['hunter22', SECRET, BOT_TOKEN]) expect(text).not.toContain(secret)
    expect(text.length).toBeLessThan(2_500)
    expect(row?.items).toMatchObject([
      { password: '***', at: '1970-01-01T00:00:00.000Z', big: '12', bad: null },
    ])
  })
})
