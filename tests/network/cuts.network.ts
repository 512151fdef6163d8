import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { listen } from '../../src/db/listen.ts'
import { idempotentTransaction } from '../../src/db/idempotent-transaction.ts'
import { contentOf, fillCreators } from '../backup/contents.ts'
import { backupOf, restore } from '../db/backup-kit.ts'
import { test, WATCH } from '../db/network/kit.ts'
import { createTestDatabase, describe, dropTestDatabase, expect } from '../fixtures/test.ts'

/** A dead connection is found after three seconds of silence and two answers of the server. */
const BOUND_MS = 10_000

/** Fails when the work ends well, or too late. */
async function failsInTime(work: Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  await expect(work).rejects.toThrow()
  expect(performance.now() - startedAt).toBeLessThan(BOUND_MS)
}

describe('a backup', () => {
  test('whose connection goes dead within a table fails in time', async ({
    db,
    proxied,
    proxy,
  }) => {
    await fillCreators(db, 20)
    const cut = proxy.cutAt('from public."blogs") to stdout', { cut: 'half-open', when: 'after' })
    const failed = failsInTime(backupOf(proxied))
    await cut

    await failed
  })
})

describe('a restore', () => {
  test.for(['half-open', 'reset'] as const)(
    'that is cut within a table fails in time and leaves nothing behind: %s',
    async (how, { db, databaseUrl, proxy }) => {
      await fillCreators(db, 20)
      const file = await backupOf(databaseUrl)
      const target = await createTestDatabase()
      onTestFinished(async () => await dropTestDatabase(target))
      const empty = await contentOf(target)
      const cut = proxy.cutAt('copy public."blogs"', { cut: how, when: 'before' })
      const failed = failsInTime(restore(proxy.through(target), file))
      await cut

      await failed
      // As the keepalive of the server does within a minute.
      await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where application_name = 'gramd restore' and datname = ${new URL(target).pathname.slice(1)}`.execute(
        db,
      )

      expect(await contentOf(target)).toEqual(empty)
    },
  )
})

test('a listener whose LISTEN gets lost fails in time', async ({ proxied, proxy }) => {
  const cut = proxy.cutAt('listen "', { cut: 'half-open', when: 'before' })
  const failed = failsInTime(
    listen({
      url: proxied,
      channels: { news: () => undefined },
      onReconnect: () => undefined,
      onError: () => undefined,
    }),
  )
  await cut

  await failed
})

test.for([
  ['half-open', 'before'],
  ['half-open', 'after'],
  ['reset', 'before'],
  ['reset', 'after'],
] as const)(
  'a commit that is cut (%s, %s the server gets it) is made once',
  async ([cut, when], { db, proxied, proxy }) => {
    const one = openDatabase({ url: proxied, max: 2, onIdleError: () => undefined, watch: WATCH })
    onTestFinished(async () => await one.destroy())
    const isCut = proxy.cutAt('commit', { cut, when })

    const made = idempotentTransaction(one, async (tx) => {
      await sql`insert into postgres_server (version_num) values (1)
        on conflict (singleton) do update set version_num = postgres_server.version_num + 1`.execute(
        tx,
      )
      return 'made'
    })
    await isCut

    expect(await made).toBe('made')
    expect((await sql`select version_num as times from postgres_server`.execute(db)).rows).toEqual([
      { times: 1 },
    ])
  },
)
