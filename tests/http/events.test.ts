import { sql } from 'kysely'
import pg from 'pg'
import type { Db } from '../../src/db/handles.ts'
import type { EventCursor } from '../../src/http/streams/event-cursor.ts'
import { pageQuery } from '../../src/http/streams/event-pages.ts'
import type { EventFilter, TaskEvent, TaskEventFeed } from '../../src/http/streams/events.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { aFeed } from './kit.ts'

const START: EventCursor = { xid: 0n, id: 0n }

async function aTask(db: Db, taskType = 'full_scrape'): Promise<number> {
  const { id } = await db
    .insertInto('scrape_tasks')
    .values({ task_type: taskType, priority: 3 })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

const happen = async (db: Db, taskId: number, event: string): Promise<void> => {
  await sql`
    insert into task_events (event, task_type, task_ids)
    select ${event}, task_type, array[id] from scrape_tasks where id = ${taskId}`.execute(db)
}

/** Follows the feed and collects what it gives until `stop`. */
function watch(feed: TaskEventFeed, filter: EventFilter, after: EventCursor = START) {
  const leaving = new AbortController()
  const seen: TaskEvent[] = []
  const finished = (async () => {
    for await (const event of feed.follow({ after, filter, signal: leaving.signal }))
      seen.push(event)
  })()
  return {
    events: () => seen.map(({ event }) => event),
    seen,
    stop: async () => {
      leaving.abort()
      await finished
    },
  }
}

describe('a watcher', () => {
  test('gets what has happened and then what happens, each once and in order', async ({ db }) => {
    const feed = aFeed(db)
    const task = await aTask(db)
    await happen(db, task, 'claimed')
    const watcher = watch(feed, { taskId: task })
    await expect.poll(watcher.events).toEqual(['claimed'])

    await happen(db, task, 'progress')
    await expect.poll(watcher.events).toEqual(['claimed', 'progress'])
    await happen(db, task, 'done')

    await expect.poll(watcher.events).toEqual(['claimed', 'progress', 'done'])
    await watcher.stop()
  })

  test('goes on after its cursor', async ({ db }) => {
    const feed = aFeed(db)
    const task = await aTask(db)
    for (const event of ['claimed', 'progress', 'done']) await happen(db, task, event)
    const first = watch(feed, { taskId: task })
    await expect.poll(first.events).toHaveLength(3)
    await first.stop()

    const second = watch(feed, { taskId: task }, first.seen[1]?.cursor)

    await expect.poll(second.events).toEqual(['done'])
    await second.stop()
  })

  test('gets nothing of other tasks and types', async ({ db }) => {
    const feed = aFeed(db)
    const [scrape, other, discover] = [
      await aTask(db),
      await aTask(db),
      await aTask(db, 'discover'),
    ]
    const ofTask = watch(feed, { taskId: scrape })
    const ofType = watch(feed, { taskType: 'discover' })
    const ofAll = watch(feed, {})
    for (const task of [scrape, other, discover]) await happen(db, task, 'claimed')

    await expect.poll(ofAll.events).toHaveLength(3)
    await expect.poll(() => ofTask.seen.map(({ task_id }) => task_id)).toEqual([scrape])
    await expect.poll(() => ofType.seen.map(({ task_id }) => task_id)).toEqual([discover])
    await Promise.all([ofTask.stop(), ofType.stop(), ofAll.stop()])
  })

  test('is not shown events before an older transaction has ended, and misses none of it', async ({
    db,
    databaseUrl,
  }) => {
    const feed = aFeed(db)
    const task = await aTask(db)
    const slow = new pg.Client({ connectionString: databaseUrl })
    await slow.connect()
    await slow.query('begin')
    await slow.query(
      "insert into task_events (event, task_type, task_ids) values ('progress', 'full_scrape', array[$1::bigint])",
      [task],
    )
    const watcher = watch(feed, { taskId: task })
    await happen(db, task, 'done')
    await expect.poll(() => feed.watchers()).toBe(1)
    expect(watcher.events()).toEqual([])

    await slow.query('commit')

    // No notification comes: the reader knows that something is held back.
    await expect.poll(watcher.events).toEqual(['progress', 'done'])
    await slow.end()
    await watcher.stop()
  })

  test('that is far behind loses nothing', async ({ db }) => {
    const feed = aFeed(db)
    const task = await aTask(db)
    const leaving = new AbortController()
    const events = feed.follow({ after: START, filter: { taskId: task }, signal: leaving.signal })
    await happen(db, task, 'claimed')
    await events.next() // it watches now, and takes its time

    await sql`insert into task_events (event, task_type, task_ids) select 'progress', 'full_scrape', array[${task}::bigint] from generate_series(1, 3000)`.execute(
      db,
    )
    await happen(db, task, 'done')
    const watcher = watch(feed, { taskId: task })
    await expect.poll(() => watcher.seen.length).toBe(3_002)
    await expect.poll(() => watcher.events().at(-1)).toBe('done')

    const ids: bigint[] = []
    for (let next = await events.next(); !next.done; next = await events.next()) {
      ids.push(next.value.cursor.id)
      if (next.value.event === 'done') break
    }
    expect(ids).toHaveLength(3_001)
    expect(new Set(ids).size).toBe(3_001)
    leaving.abort()
    await events.return(undefined)
    await watcher.stop()
    await feed.close() // before its database goes, which it may be reading just now
  })
})

describe('the feed', () => {
  test('asks the database as often for two hundred watchers as for one', async ({ db }) => {
    const statements: string[] = []
    const counting = db.withPlugin({
      transformQuery: ({ node }) => {
        statements.push(node.kind)
        return node
      },
      transformResult: async ({ result }) => result,
    })
    const feed = aFeed(counting, { pollMs: 50 })
    const task = await aTask(db)
    const watchers = Array.from({ length: 200 }, () => watch(feed, { taskId: task }))
    await happen(db, task, 'claimed')
    await expect.poll(() => watchers.every(({ seen }) => seen.length === 1)).toBe(true)
    statements.length = 0
    const beganAt = performance.now()

    for (let n = 0; n < 10; n += 1) {
      await happen(db, task, 'progress')
    }
    await expect.poll(() => watchers.every(({ seen }) => seen.length === 11)).toBe(true)

    // One in 50 ms, for as long as it takes: older transactions, of other tests on the same server, hold events back.
    const looks = (performance.now() - beganAt) / 50
    expect(statements.length).toBeLessThanOrEqual(5 + looks)
    await Promise.all(watchers.map(async ({ stop }) => await stop()))
  })

  test('asks nothing when nobody watches, and begins anew for the next one', async ({ db }) => {
    const feed = aFeed(db)
    const task = await aTask(db)
    for (let round = 1; round <= 5; round += 1) {
      const watcher = watch(feed, { taskId: task })
      await happen(db, task, 'progress')
      await expect.poll(watcher.events).toHaveLength(round)
      await watcher.stop()
      expect(feed.watchers()).toBe(0)
    }
  })

  test('finds by itself what came without a notification', async ({ db }) => {
    const feed = aFeed(db, { pollMs: 20 })
    const task = await aTask(db)
    const watcher = watch(feed, { taskId: task })
    await expect.poll(() => feed.watchers()).toBe(1)

    await happen(db, task, 'done')

    await expect.poll(watcher.events).toEqual(['done'])
    await watcher.stop()
  })

  test('goes on when the database was away', async ({ db }) => {
    const feed = aFeed(db, { pollMs: 20 })
    const task = await aTask(db)
    const watcher = watch(feed, { taskId: task })
    await happen(db, task, 'claimed')
    await expect.poll(watcher.events).toEqual(['claimed'])

    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
    await expect
      .poll(
        async () =>
          await happen(db, task, 'done').then(
            () => true,
            () => false,
          ),
      )
      .toBe(true)

    await expect.poll(watcher.events).toContain('done')
    await watcher.stop()
  })

  test('reads by index', async ({ db }) => {
    const task = await aTask(db)
    await sql`insert into task_events (event, task_type, task_ids) select 'progress', 'full_scrape', array[${task}::bigint] from generate_series(1, 20000)`.execute(
      db,
    )
    await sql`analyze task_events`.execute(db)
    const { rows } = await sql`explain (format json) ${pageQuery(new Map(), START, {})}`.execute(db)

    expect(JSON.stringify(rows)).toContain('task_events_order_idx')
    expect(JSON.stringify(rows)).not.toContain(
      '"Seq Scan","Parent Relationship":"Outer","Parallel Aware":false,"Async Capable":false,"Relation Name":"task_events"',
    )
  })
})
