import { dispatchDue, type DispatchRules } from '../../src/alerts/store/notifications/dispatch.ts'
import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { deliveriesOf, freezeWorld, HOUR, notificationsOf, RULES } from './kit.ts'

const rules: DispatchRules = { ...RULES, channels: ['webhook', 'telegram'] }

const countsOf = async (db: Db) =>
  (await notificationsOf(db)).map(({ cause, count, sent_at }) => [cause, count, sent_at !== null])

describe('what is raised', () => {
  test('is sent at once the first time, and then once an hour with all that came since', async ({
    db,
  }) => {
    await freezeWorld(db)
    await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'a' })
    expect(await dispatchDue(db, rules)).toBe(1)
    for (let n = 0; n < 5; n += 1) await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'a' })
    await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'b' })
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'a' })
    await dispatchDue(db, rules)

    expect(await countsOf(db)).toEqual([
      ['a', 1, true],
      ['a', 5, false],
      ['b', 1, true],
      ['a', 1, true],
    ])
    await advanceWorldTime(db, HOUR - 1_000)
    expect(await dispatchDue(db, rules)).toBe(0)
    await advanceWorldTime(db, 1_000)
    expect(await dispatchDue(db, rules)).toBe(1)
    expect(await countsOf(db)).toContainEqual(['a', 5, true])
    expect(await deliveriesOf(db)).toHaveLength(8)
  })

  test('is sent at once again when its cause was quiet for longer', async ({ db }) => {
    await freezeWorld(db)
    await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'a' })
    await dispatchDue(db, rules)
    await advanceWorldTime(db, HOUR)
    await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'a' })
    await dispatchDue(db, rules)

    expect(await deliveriesOf(db)).toHaveLength(4)
  })

  test('is closed without being sent when its kind is off or there is no channel; a test is sent', async ({
    db,
  }) => {
    await raiseAlert(db, { ...CORE_ALERTS.session_renewed, cause: 'a' })
    await raiseAlert(db, { ...CORE_ALERTS.test, cause: 'b' })
    await dispatchDue(db, { ...rules, kinds: ['pool_empty'], channels: ['webhook'] })
    await raiseAlert(db, { ...CORE_ALERTS.pool_empty, cause: 'c' })
    await dispatchDue(db, { ...rules, channels: [] })

    expect((await notificationsOf(db)).every(({ sent_at }) => sent_at !== null)).toBe(true)
    const sent = await db
      .selectFrom('notification_deliveries as d')
      .innerJoin('notifications as n', 'n.id', 'd.notification_id')
      .select(['n.kind', 'd.channel'])
      .execute()
    expect(sent).toEqual([{ kind: 'test', channel: 'webhook' }])
  })

  test('is dispatched once, however many do it at the same time', async ({ db }) => {
    for (let n = 0; n < 150; n += 1)
      await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: `proxy ${n}` })

    const counts = await Promise.all(Array.from({ length: 8 }, async () => dispatchDue(db, rules)))

    const dispatched = counts.reduce((sum, count) => sum + count, 0)
    expect(dispatched).toBeLessThanOrEqual(150)
    expect(await deliveriesOf(db)).toHaveLength(2 * dispatched)
  })
})

test.for([
  ['an hour', HOUR, 1],
  ['no time at all', 0.001, 300],
] as const)(
  'nothing is lost or told too often while raising and dispatching meet, with %s between messages',
  async ([, intervalMs, maxSent], { db }) => {
    let raising = true
    const dispatchers = Array.from({ length: 3 }, async () => {
      while (raising) await dispatchDue(db, { ...rules, channels: ['webhook'], intervalMs })
    })

    const raisers = Array.from({ length: 4 }, async () => {
      for (let n = 0; n < 75; n += 1)
        await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'a' })
    })
    await Promise.all(raisers)
    raising = false
    await Promise.all(dispatchers)

    const rows = await notificationsOf(db)
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(300)
    const sent = rows.filter(({ sent_at }) => sent_at !== null)
    expect(sent.length).toBeGreaterThanOrEqual(1)
    expect(sent.length).toBeLessThanOrEqual(maxSent)
    expect(await deliveriesOf(db)).toHaveLength(sent.length)
  },
)
