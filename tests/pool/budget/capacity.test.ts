import { sql } from 'kysely'
import { readCapacity, secondsFor } from '../../../src/pool/budget/capacity.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { LIMITS, makeAccounts } from '../pool-fixture.ts'

describe('the capacity of the pool', () => {
  test('is nothing without accounts, and then no duration is known', async ({ db }) => {
    const capacity = await readCapacity(db, LIMITS)

    expect(capacity.accounts).toBe(0)
    expect(secondsFor(1, capacity, LIMITS)).toBeNull()
  })

  test("is the accounts' budgets less their requests", async ({ db }) => {
    const [one] = await makeAccounts(db, 2)
    const all = {
      accounts: 2,
      now: 60,
      today: 600,
      perHour: 60,
      perDay: 600,
      perDayOfAll: 600,
      startsInSeconds: 0,
    }
    expect(await readCapacity(db, LIMITS)).toEqual(all)

    await sql`
      insert into account_requests (account_id, proxy_id, kind, reserved_at, ended_at)
      select ${one?.id}::uuid, ${one?.proxyId}::uuid, 'request', at, at
      from generate_series(1, 10) n cross join (values (interval '10 minutes'), ('5 hours'), ('30 hours')) ago (ago)
      cross join lateral (select world_now() - ago - make_interval(secs => n) as at) moment`.execute(
      db,
    )

    expect(await readCapacity(db, LIMITS)).toEqual({ ...all, now: 50, today: 580 })
  })

  test('is bounded by a proxy that accounts share', async ({ db }) => {
    await makeAccounts(db, 3, { shareProxy: true })

    expect(await readCapacity(db, LIMITS)).toMatchObject({
      accounts: 3,
      now: 60,
      today: 600,
      perHour: 60,
      perDay: 600,
    })
  })

  test('counts rests, warm-ups, active hours and accounts out of service', async ({ db }) => {
    const [resting, warming, frozen] = await makeAccounts(db, 3)
    await sql`
      update instagram_accounts set free_at = world_now() + interval '40 minutes'
      where id = ${resting?.id}`.execute(db)
    await sql`
      update instagram_accounts set warm_up_from = world_now() where id = ${warming?.id}`.execute(
      db,
    )
    await sql`
      update instagram_accounts set state = 'needs_operator' where id = ${frozen?.id}`.execute(db)

    expect(await readCapacity(db, LIMITS)).toEqual({
      accounts: 2,
      now: 6,
      today: 360,
      perHour: 36,
      perDay: 360,
      perDayOfAll: 660,
      startsInSeconds: 0,
    })
    const shortDays = { ...LIMITS, activeHours: { from: 8 * 60, to: 10 * 60 } }
    expect(await readCapacity(db, shortDays)).toMatchObject({ perHour: 36, perDay: 72 })
  })

  test('says what all accounts could send while none is in service', async ({ db }) => {
    await makeAccounts(db, 3)
    await sql`update instagram_accounts set state = 'needs_operator'`.execute(db)
    await sql`
      update proxies set state = 'dead' where id = (select proxy_id from instagram_accounts order by id limit 1)`.execute(
      db,
    )
    const capacity = await readCapacity(db, LIMITS)
    expect(capacity).toMatchObject({ accounts: 0, now: 0, today: 0, perDay: 0, perDayOfAll: 900 })
    expect(secondsFor(1, capacity, LIMITS)).toBeNull()
  })

  test('begins when a stop of the whole pool ends', async ({ db }) => {
    await makeAccounts(db, 1)
    await sql`
      insert into pool_stops (cause, stopped_until)
      values ('circuit_breaker', world_now() + interval '30 minutes')`.execute(db)

    const { startsInSeconds } = await readCapacity(db, LIMITS)
    expect(startsInSeconds).toBeGreaterThan(29 * 60)
    expect(startsInSeconds).toBeLessThanOrEqual(30 * 60)
  })

  test('estimates the time of requests: paced at first, by the hour for a day, then by day', async ({
    db,
  }) => {
    await makeAccounts(db, 2)
    const capacity = await readCapacity(db, LIMITS)

    expect(secondsFor(20, capacity, LIMITS)).toBe(70)
    expect(secondsFor(90, capacity, LIMITS)).toBe(30 * 60)
    expect(secondsFor(1_200, capacity, LIMITS)).toBe((9 + 24) * 3_600)
    expect(secondsFor(20, { ...capacity, startsInSeconds: 600 }, LIMITS)).toBe(670)
  })
})
