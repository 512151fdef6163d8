import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { isTransientFault } from '../../../src/base/classify.ts'
import { openDatabase } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { PoolOptions } from '../../../src/db/pool.ts'
import { describe, expect } from '../../fixtures/test.ts'
import { test, WATCH } from './kit.ts'

function open(url: string, options: Partial<PoolOptions> = {}): Db {
  const db = openDatabase({ url, max: 4, onIdleError: () => undefined, watch: WATCH, ...options })
  onTestFinished(async () => await db.destroy())
  return db
}

const answer = async (db: Db): Promise<number | undefined> =>
  (await sql<{ n: number }>`select 1 as n`.execute(db)).rows[0]?.n

/** Opens so many connections at once. */
const warmUp = async (db: Db, count: number): Promise<void> => {
  await Promise.all(
    Array.from({ length: count }, async () => await sql`select pg_sleep(0.05)`.execute(db)),
  )
}

describe('a pool whose path goes dead without a sign', () => {
  test('serves again once new connections work, whatever its connections were doing', async ({
    proxied,
    proxy,
  }) => {
    const db = open(proxied)
    await warmUp(db, 4)
    proxy.silence()
    const lost = Promise.allSettled(Array.from({ length: 8 }, async () => await answer(db)))

    proxy.heal()

    for (const { status, ...rest } of await lost)
      if (status === 'rejected')
        expect(isTransientFault('reason' in rest ? rest.reason : undefined)).toBe(true)
    const startedAt = performance.now()
    expect(await answer(db)).toBe(1)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  test('fails the statements of connections that the network forgot, and no others', async ({
    proxied,
    proxy,
    db: direct,
  }) => {
    const db = open(proxied)
    await warmUp(db, 2)
    proxy.forget()

    const [first] = await Promise.allSettled([answer(db)])

    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'ETIMEDOUT' } })
    // One dead connection is reason enough not to try the other.
    expect(await answer(db)).toBe(1)
    expect(await answer(direct)).toBe(1)
  })

  test('loses only answers: a statement that the server has ended is not waited for', async ({
    proxied,
    proxy,
  }) => {
    const db = open(proxied)
    await warmUp(db, 1)
    proxy.silence(['to-client'])
    const lost = expect(answer(db)).rejects.toMatchObject({ code: 'ETIMEDOUT' })

    proxy.heal()

    await lost
  })

  test('waits for a long statement as long as the server works on it', async ({ proxied }) => {
    const db = open(proxied)

    const { rows } = await sql`select pg_sleep(0.6)::text as slept`.execute(db)

    expect(rows).toEqual([{ slept: '' }])
  })

  test('waits for the lock that another session has', async ({ proxied, databaseUrl, db }) => {
    const one = open(proxied)
    const other = open(databaseUrl)
    const updated = await other.transaction().execute(async (tx) => {
      await sql`lock table categories in access exclusive mode`.execute(tx)
      const waiting = sql`select count(*) from categories`.execute(one)
      await sql`select pg_sleep(0.5)`.execute(tx)
      return { waiting }
    })

    expect((await updated.waiting).rows).toHaveLength(1)
    expect(await answer(db)).toBe(1)
  })

  test('ends a statement at its limit, with the reason of the server', async ({ proxied }) => {
    const db = open(proxied, { statementMs: 100 })

    await expect(sql`select pg_sleep(5)`.execute(db)).rejects.toMatchObject({ code: '57014' })
    expect(await answer(db)).toBe(1)
  })

  test('ends a statement soon after its limit when the server cannot be asked either', async ({
    proxied,
    proxy,
  }) => {
    const db = open(proxied, { statementMs: 200 })
    await warmUp(db, 1)
    proxy.silence()

    await expect(answer(db)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  })

  test('is closed in a bounded time', async ({ proxied, proxy }) => {
    const db = openDatabase({ url: proxied, max: 2, onIdleError: () => undefined })
    await warmUp(db, 2)
    proxy.silence()
    const startedAt = performance.now()

    await db.destroy()

    expect(performance.now() - startedAt).toBeLessThan(4_000)
  })

  test('is cut at once, with what runs on it', async ({ proxied, proxy }) => {
    const cut = new AbortController()
    const db = open(proxied, { cut: cut.signal })
    await warmUp(db, 2)
    proxy.silence()
    const lost = expect(Promise.allSettled([answer(db), answer(db), answer(db)])).resolves.toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ status: 'rejected' })),
    )

    cut.abort()

    await lost
    await expect(answer(db)).rejects.toThrow('gramd stops')
    await db.destroy()
  })
})

describe('a pool on a slow path', () => {
  test('takes its time to connect and to answer', async ({ proxied, proxy }) => {
    proxy.slow({ delayMs: 150 })
    const db = open(proxied)

    expect(await answer(db)).toBe(1)
    const { rows } = await sql<{ n: number }>`select generate_series(1, 3) as n`.execute(db)
    expect(rows).toHaveLength(3)
  })

  test('reads a large answer that trickles in', async ({ proxied, proxy }) => {
    // Longer than the gap between two pieces, and shorter than the whole answer takes.
    const db = open(proxied, { watch: { ...WATCH, silentMs: 400 } })
    await warmUp(db, 1)
    proxy.slow({ bytesPerSecond: 400_000 })

    const { rows } = await sql<{ text: string }>`select repeat('x', 300000) as text`.execute(db)

    expect(rows[0]?.text).toHaveLength(300_000)
  })
})

test('a pool whose connections are reset serves at once', async ({ proxied, proxy }) => {
  const db = open(proxied)
  await warmUp(db, 3)
  proxy.reset()

  await expect.poll(async () => await answer(db).catch(() => 0)).toBe(1)
})
