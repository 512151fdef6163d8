import { sql } from 'kysely'
import { expect } from 'vitest'
import { createClock } from '../../src/base/clock.ts'
import { TransientError } from '../../src/base/errors.ts'
import { mountConsole } from '../../src/console/index.ts'
import type { Db } from '../../src/db/handles.ts'
import { meOperations } from '../../src/features/users/operations/me.ts'
import { mountOperations } from '../../src/http/operations/mount.ts'
import { createApp } from '../../src/http/app.ts'
import { aLog } from '../http/kit.ts'
import { accounts } from './fill/accounts.ts'
import { batches } from './fill/batches.ts'
import { notifications } from './fill/notifications.ts'
import { BRAND, ownAccounts } from './fill/own-accounts.ts'
import { aUser, test, type Served } from './kit.ts'

/** What a page hears: `heard` resolves when a topic was told. */
async function listen(served: Served, token: string) {
  const leaving = new AbortController()
  const answer = await fetch(`${served.url}/console/live`, {
    headers: { cookie: `gramd=${token}` },
    signal: leaving.signal,
  })
  const topics: string[] = []
  let wake = (): void => undefined
  const reading = (async () => {
    for await (const bytes of answer.body ?? []) {
      for (const [, data = '[]'] of Buffer.from(bytes)
        .toString()
        .matchAll(/^data: (.*)$/gm))
        topics.push(...(JSON.parse(data) as string[]))
      wake()
    }
  })().catch(() => undefined)
  return {
    status: answer.status,
    /** Resolves when the server ends the stream. */
    over: reading,
    topics,
    async heard(topic: string): Promise<void> {
      while (!topics.includes(topic)) await new Promise<void>((resolve) => (wake = resolve))
    },
    async leave() {
      leaving.abort()
      await reading
    },
  }
}

const CHANGES: Record<string, (db: Db) => Promise<unknown>> = {
  accounts: async (db) =>
    await sql`update instagram_accounts set state = 'paused', paused_from = 'active', updated_at = world_now() where id = (select id from instagram_accounts where state = 'active' limit 1)`.execute(
      db,
    ),
  batches: async (db) =>
    await sql`update ai_batches set completed_count = completed_count + 1 where files_deleted_at is null`.execute(
      db,
    ),
  connections: async (db) =>
    await sql`update connections set state = 'error', updated_at = world_now() where id = ${BRAND}`.execute(
      db,
    ),
  notifications: async (db) =>
    await sql`
      insert into notifications (kind, cause, severity, title) values ('toy', gen_random_uuid()::text, 'info', 'toy')`.execute(
      db,
    ),
}

test.for(Object.keys(CHANGES))(
  'a page hears that %s have changed',
  async (topic, { db, served }) => {
    for (const { fill } of [accounts, batches, notifications, ownAccounts]) await fill(db, 'live')
    const { token } = await aUser(db, `looks-${topic}`, 'admin')
    const page = await listen(served, token)
    const heard = page.heard(topic)
    await CHANGES[topic]?.(db)
    await heard
    expect(page.topics).toContain(topic)
    await page.leave()
  },
)

test('the stream of a page ends at once with its session, and there are at most 20', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'live-ends', 'viewer')
  const pages = []
  for (let count = 0; count < 20; count += 1) pages.push(await listen(served, token))
  const refused = await listen(served, token)
  await refused.leave()
  const form = { method: 'POST', body: '', redirect: 'manual' } as const
  const headers = {
    cookie: `gramd=${token}`,
    origin: served.url,
    'content-type': 'application/x-www-form-urlencoded',
  }

  const signedOut = await fetch(`${served.url}/console/sign-out`, { ...form, headers })

  expect(pages.map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect([refused.status, signedOut.status]).toEqual([429, 303])
  await Promise.all(pages.map(async ({ over }) => await over))
  expect((await listen(served, token)).status).toBe(204)
})

test('a stream whose session cannot be looked up is answered with 503, which is no defect', async ({
  db,
  served,
}) => {
  const { log, lines } = aLog()
  const { events, changes } = served.services
  const clock = createClock()
  const app = createApp({
    db,
    log,
    apiKey: 'key',
    routers: [mountOperations({ db, config: {}, ownCounts: [] }, meOperations)],
    version: '1.2.3',
    authenticators: [
      async () => await Promise.reject(new TransientError('the database does not answer')),
    ],
  })
  mountConsole({ app, events, changes, clock, timeZone: 'UTC', pages: [] })

  const answer = await app.request('/console/live', { headers: { cookie: 'gramd=gramds_x' } })

  expect(answer.status).toBe(503)
  expect(lines.map(({ code }) => code)).not.toContain('defect')
})

test('who may not see accounts hears of notifications alone, and of nothing who is not signed in', async ({
  db,
  served,
}) => {
  await accounts.fill(db, 'live')
  const { token } = await aUser(db, 'looks-on', 'viewer')
  const page = await listen(served, token)
  await CHANGES['accounts']?.(db)
  const heard = page.heard('notifications')
  await CHANGES['notifications']?.(db)
  await heard
  expect(page.topics).toEqual(['notifications'])
  await page.leave()

  expect((await fetch(`${served.url}/console/live`)).status).toBe(204)
})

test('who may see tasks hears of those alone that they may see', async ({ db, served }) => {
  const claimed = async (type: string) =>
    await sql`insert into task_events (event, task_type, task_ids) values ('claimed', ${type}, '{77}')`.execute(
      db,
    )
  const { token } = await aUser(db, 'hears-some', 'member')
  const boss = await aUser(db, 'hears-all', 'admin')
  const [page, whole] = [await listen(served, token), await listen(served, boss.token)]
  const heardByBoss = whole.heard('tasks')
  await claimed('publish_to_account')
  await heardByBoss
  const heard = page.heard('notifications')
  await CHANGES['notifications']?.(db)
  await heard
  expect(page.topics).toEqual(['notifications'])
  const heardTasks = page.heard('tasks')
  await claimed('full_scrape')
  await heardTasks
  await Promise.all([page.leave(), whole.leave()])
})
