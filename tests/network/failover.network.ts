import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { startNetworkProxy } from '../../sim/network/proxy.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import type { EmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { listen } from '../../src/db/listen.ts'
import { aServerPair, targetOf, type ServerPair } from '../db/server-pair.ts'
import { describe, expect, test as base } from '../fixtures/test.ts'

/** The URL of both, in this order. */
const urlOf = (first: EmbeddedPostgres, second: EmbeddedPostgres, options: string): string => {
  const { host, pathname, username, password } = new URL(first.url)
  return `postgres://${username}:${password}@${host},${new URL(second.url).host}${pathname}?${options}`
}

const test = base.extend<{ pair: ServerPair }>({
  pair: async ({}, use) => await use(await aServerPair()),
})

function open(url: string): Db {
  const db = openDatabase({ url, max: 4, onIdleError: () => undefined })
  onTestFinished(async () => await db.destroy())
  return db
}

const write = async (db: Db): Promise<unknown> => await sql`insert into t values (1)`.execute(db)

/** Real time until a write works again. */
async function untilWritten(db: Db): Promise<number> {
  const startedAt = performance.now()
  await expect
    .poll(
      async () =>
        await write(db).then(
          () => true,
          () => false,
        ),
      { interval: 50 },
    )
    .toBe(true)
  return performance.now() - startedAt
}

describe('two servers', () => {
  test('are tried in their order until one takes writes', async ({ pair }) => {
    const db = open(urlOf(pair.standby, pair.primary, 'target_session_attrs=read-write'))

    await write(db)

    const { rows } = await sql`select pg_is_in_recovery() as standby`.execute(db)
    expect(rows).toEqual([{ standby: false }])
  })

  test('take writes again within two seconds after the other one was promoted', async ({
    pair,
  }) => {
    const url = urlOf(pair.primary, pair.standby, 'target_session_attrs=read-write')
    const db = open(url)
    const heard: string[] = []
    const listener = await listen({
      url,
      channels: { news: (payload) => heard.push(payload) },
      onReconnect: () => undefined,
      onError: () => undefined,
    })
    onTestFinished(async () => await listener.close())
    await Promise.all([write(db), write(db), write(db)])
    await pair.kill()
    await expect(write(db)).rejects.toThrow()

    await pair.promote()

    expect(await untilWritten(db)).toBeLessThan(2_000)
    await expect
      .poll(async () => {
        await sql`select pg_notify('news', 'after')`.execute(db)
        return heard.length
      })
      .toBeGreaterThan(0)
  })
})

test('sessions on an address that has become a standby are closed, and its new server takes writes', async ({
  pair,
}) => {
  const proxy = await startNetworkProxy(targetOf(pair.standby))
  onTestFinished(async () => await proxy.close())
  const db = open(proxy.through(pair.primary.url))
  const read = async () => await sql`select pg_sleep(0.05)`.execute(db)
  await Promise.all([read(), read(), read(), read()])
  await expect(write(db)).rejects.toMatchObject({ code: '25006' })
  await Promise.all([read(), read(), read(), read()])

  proxy.lead(targetOf(pair.primary))

  await expect(write(db)).rejects.toMatchObject({ code: '25006' })
  // The first refusal is enough for all of them.
  await write(db)
})
