import { listen } from '../../../src/db/listen.ts'
import { createAnnouncer } from '../../../src/queue/worker/announcer.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { aType, expect, test as base, type Services } from '../kit.ts'

/** What is heard on the channel of tasks, and how often `heard` was called for it. */
type Ear = { payloads: string[]; onRing: (look: () => Promise<void>) => void }

const test = base.extend<{ ear: Ear }>({
  ear: async ({ databaseUrl }, use) => {
    const payloads: string[] = []
    const looks: Promise<void>[] = []
    let look: (() => Promise<void>) | undefined
    const listener = await listen({
      url: databaseUrl,
      channels: {
        [TASKS_CHANNEL]: (payload) => {
          payloads.push(payload)
          if (look) looks.push(look())
        },
      },
      onReconnect: () => undefined,
      onError: () => undefined,
    })
    await use({ payloads, onRing: (given) => void (look = given) })
    await listener.close()
    await Promise.all(looks)
  },
})

test('one notification follows for all that was enqueued in a moment, and says who sent it', async ({
  db,
  ear,
}) => {
  const announcer = createAnnouncer('me')
  // A process that is kept waiting between the two calls may be due again.
  await expect.poll(() => announcer.isDue() && !announcer.isDue()).toBe(true)

  for (let n = 0; n < 100; n += 1) announcer.follow(db)

  await expect.poll(() => ear.payloads).toEqual(['me'])
  await expect.poll(() => announcer.isDue()).toBe(true)
  expect(ear.payloads).toEqual(['me'])
})

test('a process that enqueues much notifies seldom, and yet others hear of the last task', async ({
  db,
  ear,
}) => {
  const queue = createQueue<Services>([aType()], () => undefined, 'me')
  let heardOf = 0
  ear.onRing(async () => {
    const rows = await db.selectFrom('scrape_tasks_open').select('id').execute()
    heardOf = Math.max(heardOf, rows.length)
  })

  const beganAt = performance.now()
  await Promise.all(
    Array.from({ length: 300 }, async () => await queue.enqueue(db, aType(), { name: 'a' })),
  )

  await expect.poll(() => heardOf).toBe(300)
  // One in 10 ms, however long it takes.
  expect(ear.payloads.length).toBeLessThanOrEqual(4 + (performance.now() - beganAt) / 10)
  expect(new Set(ear.payloads)).toEqual(new Set(['me']))
})

test('what is enqueued in a transaction is told when that commits, whatever was told before', async ({
  db,
  ear,
}) => {
  const queue = createQueue<Services>([aType()], () => undefined, 'me')
  await queue.enqueue(db, aType(), { name: 'a' })

  await db.transaction().execute(async (tx) => await queue.enqueue(tx, aType(), { name: 'b' }))

  await expect.poll(() => ear.payloads).toContain('')
})
