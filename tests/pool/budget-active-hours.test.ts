import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { lookForAccounts, readFreeAccounts } from '../../src/pool/budget/free-accounts.ts'
import { leaseAccount, releaseAccount, type LeaseKey } from '../../src/pool/budget/lease.ts'
import { endRequest, reserveRequest } from '../../src/pool/budget/ledger.ts'
import { limitsForSql, type PoolLimits } from '../../src/pool/state/limits.ts'
import { describe, expect, test, testOnSharedDatabase } from '../fixtures/test.ts'
import { LIMITS, makeAccounts } from './pool-fixture.ts'

const minutes = (hour: number, minute = 0): number => hour * 60 + minute
const DAYTIME: PoolLimits = { ...LIMITS, activeHours: { from: minutes(8), to: minutes(23, 30) } }
const request = { owner: 'test', leaseMs: 600_000, estimatedRequests: 1 }

const setTime = async (db: Db, at: string): Promise<void> =>
  await setWorldTime(db, { worldAt: Date.parse(at), realAt: Date.now(), speed: 0 })

async function anAccount(db: Db, at: string, limits = DAYTIME): Promise<LeaseKey> {
  await setTime(db, at)
  await makeAccounts(db, 1)
  const account = await leaseAccount(db, { ...request, limits })
  if (!account) throw new Error('no account is free')
  return { accountId: account.id, token: account.lease_token }
}

/** When hours open and close at a moment. */
async function hoursAt(
  db: Db,
  at: string,
  zone: string,
  hours: { from: number; to: number },
): Promise<string[]> {
  const limits = limitsForSql({ ...LIMITS, activeHours: hours })
  const { rows } = await sql<{ opens_at: Date; closes_at: Date }>`
    select * from derived.active_hours(${at}, ${zone}, ${limits}::jsonb)`.execute(db)
  return rows.flatMap(({ opens_at, closes_at }) => [
    opens_at.toISOString(),
    closes_at.toISOString(),
  ])
}

describe('active hours', () => {
  test('let nothing be sent before they begin', async ({ db }) => {
    const held = await anAccount(db, '2026-03-02T07:59:00Z')
    expect(await reserveRequest(db, held, 'profile', DAYTIME)).toEqual({
      verdict: 'spent',
      until: new Date('2026-03-02T08:00:00.001Z'),
    })
    await setTime(db, '2026-03-02T08:00:00Z')
    const answer = await reserveRequest(db, held, 'profile', DAYTIME)
    expect(answer).toMatchObject({ verdict: 'ok', waitMs: 0 })
  })

  test('let nothing be sent that would leave after their end', async ({ db }) => {
    const held = await anAccount(db, '2026-03-02T23:29:50Z')
    const answer = await reserveRequest(db, held, 'profile', DAYTIME)
    const requestId = 'requestId' in answer ? answer.requestId : null
    await setTime(db, '2026-03-02T23:29:57Z')
    await endRequest(db, held, { requestId, outcome: 'ok', healthy: true, gapMs: 3_000 })
    expect(await reserveRequest(db, held, 'profile', DAYTIME)).toEqual({
      verdict: 'spent',
      until: new Date('2026-03-03T08:00:00.001Z'),
    })
    await releaseAccount(db, held, DAYTIME)
    expect(await leaseAccount(db, { ...request, limits: DAYTIME })).toBeUndefined()
    expect((await readFreeAccounts(db)).nextFreeAt).toEqual(new Date('2026-03-03T08:00:00.001Z'))
  })

  test('are those of the account where it has a time zone', async ({ db }) => {
    const held = await anAccount(db, '2026-03-02T07:00:00Z')
    await sql`update instagram_accounts set time_zone = 'Asia/Almaty'`.execute(db)
    const answer = await reserveRequest(db, held, 'profile', DAYTIME)
    expect(answer).toMatchObject({ verdict: 'ok' })
  })

  test('end for accounts that no work needed', async ({ db }) => {
    const held = await anAccount(db, '2026-03-02T12:00:00Z')
    await releaseAccount(db, held, DAYTIME)
    await setTime(db, '2026-03-02T23:29:59Z')
    expect(await lookForAccounts(db, DAYTIME)).toMatchObject({ free: 1, nextFreeAt: null })
    await setTime(db, '2026-03-02T23:30:00Z')
    expect(await leaseAccount(db, { ...request, limits: DAYTIME })).toBeUndefined()
    const opens = new Date('2026-03-03T08:00:00.001Z')
    expect(await lookForAccounts(db, DAYTIME)).toMatchObject({ free: 0, nextFreeAt: opens })
    await setTime(db, '2026-03-03T08:00:00Z')
    expect(await lookForAccounts(db, DAYTIME)).toMatchObject({ free: 1, nextFreeAt: null })
    expect(await leaseAccount(db, { ...request, limits: DAYTIME })).toBeDefined()
  })

  test('end when they are no longer configured', async ({ db }) => {
    const held = await anAccount(db, '2026-03-02T12:00:00Z')
    await releaseAccount(db, held, DAYTIME)
    await setTime(db, '2026-03-03T02:00:00Z')
    expect(await lookForAccounts(db, LIMITS)).toMatchObject({
      free: 1,
      nextFreeAt: null,
    })
    expect(await leaseAccount(db, { ...request, limits: LIMITS })).toBeDefined()
  })

  testOnSharedDatabase.for([
    ['by day', '2026-03-02T12:00:00Z', '2026-03-02T12:00:00.000Z', '2026-03-02T17:00:00.000Z'],
    ['before', '2026-03-02T06:00:00Z', '2026-03-02T07:00:00.000Z', '2026-03-02T17:00:00.000Z'],
    ['after', '2026-03-02T17:00:00Z', '2026-03-03T07:00:00.000Z', '2026-03-03T17:00:00.000Z'],
    [
      'when clocks go forward',
      '2026-03-28T20:00:00Z',
      '2026-03-29T06:00:00.000Z',
      '2026-03-29T16:00:00.000Z',
    ],
    [
      'when clocks go back',
      '2026-10-24T20:00:00Z',
      '2026-10-25T07:00:00.000Z',
      '2026-10-25T17:00:00.000Z',
    ],
  ])('follow the clock on the wall: %s', async ([, at = '', opens, closes], { db }) => {
    const hours = { from: minutes(8), to: minutes(18) }
    expect(await hoursAt(db, at, 'Europe/Berlin', hours)).toEqual([opens, closes])
  })

  testOnSharedDatabase.for([
    [
      'in the evening',
      '2026-03-02T22:00:00Z',
      '2026-03-02T22:00:00.000Z',
      '2026-03-03T01:00:00.000Z',
    ],
    [
      'after midnight',
      '2026-03-03T00:30:00Z',
      '2026-03-03T00:30:00.000Z',
      '2026-03-03T01:00:00.000Z',
    ],
    ['by day', '2026-03-03T01:00:00Z', '2026-03-03T21:00:00.000Z', '2026-03-04T01:00:00.000Z'],
    [
      'in a night that is an hour short',
      '2026-03-28T23:30:00Z',
      '2026-03-28T23:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'in a night that is an hour long',
      '2026-10-24T23:30:00Z',
      '2026-10-24T23:30:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ],
  ])('may pass midnight: %s', async ([, at = '', opens, closes], { db }) => {
    const hours = { from: minutes(22), to: minutes(2) }
    expect(await hoursAt(db, at, 'Europe/Berlin', hours)).toEqual([opens, closes])
  })
})
