import { createServer } from 'node:net'
import { sql } from 'kysely'
import { inject } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { listen, type Listener } from '../../src/db/listen.ts'
import { withClient } from '../fixtures/test-server.ts'
import { describe, expect, test as base } from '../fixtures/test.ts'

type Ear = { listener: Listener; heard: string[]; errors: Error[]; reconnects: () => number }
type Open = (channels: readonly string[], url?: string) => Promise<Ear>

/** `test` with `open`: listens, and writes down what is heard, until the test is over. */
const test = base.extend<{ open: Open }>({
  open: async ({ databaseUrl }, use) => {
    const ears: Ear[] = []
    await use(async (channels, url = databaseUrl) => {
      const heard: string[] = []
      const errors: Error[] = []
      let reconnects = 0
      const listener = await listen({
        url,
        channels: Object.fromEntries(
          channels.map((channel) => [
            channel,
            (payload: string) => heard.push(`${channel}: ${payload}`),
          ]),
        ),
        onReconnect: () => reconnects++,
        onError: (error) => errors.push(error),
        retryMs: 20,
      })
      const ear = { listener, heard, errors, reconnects: () => reconnects }
      ears.push(ear)
      return ear
    })
    await Promise.all(ears.map((ear) => ear.listener.close()))
  },
})

const notify = async (db: Db, channel: string, payload: string) =>
  await sql`select pg_notify(${channel}, ${payload})`.execute(db)

const listenersOf = async (db: Db): Promise<number> => {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and application_name = 'gramd listen'`.execute(db)
  return rows.length
}

const endListeners = async (db: Db) =>
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'gramd listen'`.execute(db)

describe('a listener', () => {
  test('hears its channels, whatever their names, and no others', async ({ db, open }) => {
    const { heard } = await open(['one', 'Two; --'])

    await notify(db, 'other', 'x')
    await notify(db, 'Two; --', 'a')
    await notify(db, 'one', '')

    await expect.poll(() => heard).toEqual(['Two; --: a', 'one: '])
  })

  test('connects again after the server dropped it, tells so, and hears on', async ({
    db,
    open,
  }) => {
    const ear = await open(['one'])

    for (const round of [1, 2]) {
      await endListeners(db)
      await expect.poll(() => ear.reconnects()).toBe(round)
      await notify(db, 'one', `${round}`)
      await expect.poll(() => ear.heard).toHaveLength(round)
    }

    expect(ear.errors.length).toBeGreaterThan(0)
    await expect.poll(() => listenersOf(db)).toBe(1)
  })

  test('tries for as long as it is not let in', async ({ db, open, databaseUrl }) => {
    const ear = await open(['one'])
    const allow = async (allowed: boolean) =>
      await withClient(inject('serverUrl'), (client) =>
        client.query(
          `alter database ${new URL(databaseUrl).pathname.slice(1)} allow_connections ${allowed}`,
        ),
      )
    await listenersOf(db) // opens the connection that must be there before nobody is let in
    await allow(false)
    await endListeners(db)
    await expect.poll(() => ear.errors.length).toBeGreaterThan(3)
    expect(ear.reconnects()).toBe(0)

    await allow(true)

    await expect.poll(() => ear.reconnects()).toBe(1)
    await expect.poll(() => listenersOf(db)).toBe(1)
  })

  test('that is closed hears nothing and leaves no connection', async ({ db, open }) => {
    const ear = await open(['one'])

    await ear.listener.close()
    await notify(db, 'one', 'x')

    await expect.poll(() => listenersOf(db)).toBe(0)
    expect(ear.heard).toEqual([])
    expect(ear.reconnects()).toBe(0)
  })

  test('that is closed while it connects again leaves no connection', async ({ db, open }) => {
    const ear = await open(['one'])
    await endListeners(db)
    await expect.poll(() => ear.errors.length).toBeGreaterThan(0)

    await ear.listener.close()

    await expect.poll(() => listenersOf(db)).toBe(0)
    await notify(db, 'one', 'x')
    expect(ear.heard).toEqual([])
  })

  test('fails at once when it cannot connect the first time', async ({ open }) => {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    await new Promise((resolve) => server.close(resolve))

    await expect(open(['one'], `postgres://nobody@127.0.0.1:${port}/nothing`)).rejects.toThrow(
      'ECONNREFUSED',
    )
  })
})
