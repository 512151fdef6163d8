import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import {
  lockInstance,
  type InstanceLock,
  type InstanceLockOptions,
} from '../../src/db/instance-lock.ts'
import { describe, expect } from '../fixtures/test.ts'
import { test } from './network/kit.ts'

type Held = { lock: InstanceLock | null; errors: Error[]; events: string[] }

/** Tries to take a name, as a process does that starts. */
async function lockFor(
  url: string,
  name = 'a',
  options: Partial<InstanceLockOptions> = {},
): Promise<Held> {
  const errors: Error[] = []
  const events: string[] = []
  const lock = await lockInstance({
    url,
    name,
    onError: (error) => errors.push(error),
    onTaken: () => events.push('taken'),
    onBack: () => events.push('back'),
    retryMs: 20,
    settleMs: 0,
    ...options,
  })
  onTestFinished(async () => await lock?.release())
  return { lock, errors, events }
}

const sessionsOf = async (db: Db): Promise<number> => {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and application_name = 'gramd instance'`.execute(db)
  return rows.length
}

const endSessions = async (db: Db) =>
  await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and application_name = 'gramd instance'`.execute(db)

describe('an instance name', () => {
  test('belongs to one process at a time', async ({ databaseUrl }) => {
    const { lock: first } = await lockFor(databaseUrl)

    expect(first).not.toBeNull()
    expect((await lockFor(databaseUrl)).lock).toBeNull()
    expect((await lockFor(databaseUrl, 'b')).lock).not.toBeNull()

    await first?.release()
    expect((await lockFor(databaseUrl)).lock).not.toBeNull()
  })

  test('that is refused leaves no connection', async ({ db, databaseUrl }) => {
    await lockFor(databaseUrl)
    await lockFor(databaseUrl)

    await expect.poll(async () => await sessionsOf(db)).toBe(1)
  })

  test('is taken back after the server ended its session', async ({ db, databaseUrl }) => {
    const { lock, errors, events } = await lockFor(databaseUrl)

    for (const round of [1, 2]) {
      await endSessions(db)
      await expect.poll(() => events).toHaveLength(round)
    }

    expect(errors.length).toBeGreaterThan(0)
    expect(lock).toMatchObject({ state: 'held', lostSince: undefined })
    expect((await lockFor(databaseUrl)).lock).toBeNull()
  })

  test('is taken back from a session that the server does not know to be dead', async ({
    db,
    databaseUrl,
    proxied,
    proxy,
  }) => {
    const { lock, events } = await lockFor(proxied, 'a', { heartbeatMs: 20 })
    proxy.forget()

    await expect.poll(() => events, { timeout: 10_000 }).toEqual(['back'])

    expect(lock?.state).toBe('held')
    await expect.poll(async () => await sessionsOf(db)).toBe(1)
    expect((await lockFor(databaseUrl)).lock).toBeNull()
  })

  test('is refused to a second process while the first takes it back', async ({
    db,
    databaseUrl,
  }) => {
    const first = await lockFor(databaseUrl, 'a', { retryMs: 300 })
    // Its session is gone, and its next try is to come.
    await endSessions(db)
    await endSessions(db)

    const second = await lockFor(databaseUrl, 'a', { settleMs: 2_000 })

    expect(second.lock).toBeNull()
    await expect.poll(() => first.lock?.state).toBe('held')
    expect(first.events).not.toContain('taken')
  })

  test('of a process that died is taken over', async ({ databaseUrl, proxied, proxy }) => {
    const dead = await lockFor(proxied, 'a', { retryMs: 60_000 })
    proxy.refuse()
    proxy.reset()
    await expect.poll(() => dead.lock?.state).toBe('lost')

    const next = await lockFor(databaseUrl, 'a', { settleMs: 50 })

    expect(next.lock).not.toBeNull()
  })

  test('that another process took is not taken back before that has ended, and that is known', async ({
    databaseUrl,
    proxied,
    proxy,
  }) => {
    const first = await lockFor(proxied)
    proxy.refuse()
    proxy.reset()
    await expect.poll(() => first.lock?.state).toBe('lost')
    const second = await lockFor(databaseUrl)
    expect(second.lock).not.toBeNull()

    proxy.heal()
    await expect.poll(() => first.events).toEqual(['taken'])
    expect(first.lock).toMatchObject({ state: 'taken', lostSince: expect.any(Number) })

    await second.lock?.release()
    await expect.poll(() => first.events).toEqual(['taken', 'back'])
    expect(first.lock?.state).toBe('held')
  })

  test('is released although the path to the database is dead', async ({ proxied, proxy }) => {
    const { lock } = await lockFor(proxied)
    proxy.silence()
    const startedAt = performance.now()

    await lock?.release()

    expect(performance.now() - startedAt).toBeLessThan(8_000)
  })
})
