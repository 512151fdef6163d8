import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import {
  scheduleUpdates,
  planUpdates,
} from '../../../src/features/scrape/tasks/schedule-updates.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR, startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { DAY } from './scrape-world.ts'

type Columns = Partial<{
  status: string
  /** Days since it was scraped, and until it is due. */
  age: number | null
  dueIn: number
  value: number
  /** Days since it was read whole, since it posted, and since its newest story. */
  wholeAge: number | null
  silence: number
  storyAge: number
}>

/** A creator that is due since a day, for a whole scrape, unless the test says otherwise. */
async function aCreator(db: Db, username: string, columns: Columns = {}): Promise<string> {
  const { status = 'active', age = 61, dueIn = -1, value = 1 } = columns
  const { wholeAge = null, silence = 1, storyAge = null } = columns
  const ago = (days: number | null) => sql`world_now() - make_interval(days => ${days}::int)`
  const { rows } = await sql<{ id: string }>`
    with person as (insert into persons default values returning id)
    insert into blogs (person_id, username, source, scrape_status, created_at, scraped_at, update_due_at,
      update_value, fully_scraped_at, last_post_at, latest_story_at)
    select id, ${username}, 'manual', ${status}, ${ago(400)}, ${ago(age)}, ${ago(-dueIn)}, ${value},
      ${ago(wholeAge)}, ${ago((age ?? 0) + silence)}, ${ago(storyAge)}
    from person returning id`.execute(db)
  return rows[0]?.id ?? ''
}

async function aList(
  db: Db,
  name: string,
  columns: { is_campaign: boolean; ends_at?: Date },
  members: readonly string[],
): Promise<void> {
  const list = await db
    .insertInto('lists')
    .values({ name, ...columns })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('list_members')
    .values(members.map((blog_id) => ({ list_id: list.id, blog_id })))
    .execute()
}

async function schedule(world: GramdWorld) {
  await world.services.queue.enqueue(world.services.db, scheduleUpdates, {})
  return await world.runNext('schedule_updates')
}

/** Names of those who are to be scraped, in the order in which they were chosen. */
async function scheduled(db: Db): Promise<string[]> {
  const tasks = await db
    .selectFrom('scrape_tasks')
    .innerJoin('blogs', (join) =>
      join.on(sql`blogs.id`, '=', sql`derived.blog_of(scrape_tasks.subject)`),
    )
    .select(['username'])
    .where('task_type', '=', 'full_scrape')
    .orderBy('scrape_tasks.id')
    .execute()
  return tasks.map(({ username }) => username)
}

const startWorld = async (db: Db, budget = 1_000): Promise<GramdWorld> =>
  await startGramdWorld(db, {
    accounts: 0,
    settings: { GRAMD_UPDATE_REQUESTS_PER_DAY: String(budget) },
  })

describe('schedule_updates', () => {
  test('asks again for creators who are due, in every state that a creator may rest in, as updates', async ({
    db,
  }) => {
    const world = await startWorld(db)
    for (const status of [
      'active',
      'analyzing',
      'private',
      'restricted',
      'deleted',
      'failed',
      'pending',
      'scraping',
    ])
      await aCreator(db, status, { status })
    await aCreator(db, 'not.yet', { dueIn: 1 })
    await aCreator(db, 'never.scraped.failed', { status: 'failed', age: null })
    const open = await aCreator(db, 'in.the.queue')
    await world.services.queue.enqueue(db, fullScrape, { blog_id: open })

    expect(await schedule(world)).toMatchObject({
      status: 'done',
      result: { scheduled: 7, requests: 3 + 3 + 1 + 1 + 1 + 3 + 3, left_due: 0, budget: 1000 },
    })

    expect((await scheduled(db)).toSorted()).toEqual([
      'active',
      'analyzing',
      'deleted',
      'failed',
      'in.the.queue',
      'never.scraped.failed',
      'private',
      'restricted',
    ])
    const tasks = await db
      .selectFrom('scrape_tasks')
      .select(['payload', 'priority'])
      .where('task_type', '=', 'full_scrape')
      .where('subject', '<>', `blog:${open}`)
      .execute()
    for (const task of tasks)
      expect(task).toEqual({ payload: expect.objectContaining({ mode: 'update' }), priority: 8 })
  })

  test('spends the budget where it is worth most', async ({ db }) => {
    const world = await startWorld(db, 9)
    await aCreator(db, 'small', { value: 2 })
    await aCreator(db, 'big', { value: 6 })
    // Twice as old as it should be: worth 2 × 3 beside 6 × 61 / 60.
    await aCreator(db, 'long.overdue', { value: 3.1, age: 60, dueIn: -30 })
    await aCreator(db, 'middle', { value: 4 })

    expect(await schedule(world)).toMatchObject({
      result: { scheduled: 3, requests: 9, left_due: 1, budget: 9, budget_left: 0 },
    })
    expect(await scheduled(db)).toEqual(['long.overdue', 'big', 'middle'])
  })

  test('gives creators of open campaigns the first turn, as soon as they are a week old', async ({
    db,
  }) => {
    const world = await startWorld(db, 6)
    const fresh = { age: 8, dueIn: 40 }
    const [open, ended, endless, shortlist, young, hidden] = [
      await aCreator(db, 'open.campaign', fresh),
      await aCreator(db, 'ended.campaign', fresh),
      await aCreator(db, 'endless.campaign', { ...fresh, value: 0.1 }),
      await aCreator(db, 'shortlist', fresh),
      await aCreator(db, 'young', { age: 6, dueIn: 40 }),
      await aCreator(db, 'private.in.campaign', { ...fresh, status: 'private' }),
    ]
    await aCreator(db, 'worth.most', { value: 9 })
    const now = world.services.clock.now().getTime()
    const until = (ms: number) => ({ is_campaign: true, ends_at: new Date(now + ms) })
    await aList(db, 'open', until(HOUR), [open, young, hidden])
    await aList(db, 'open too', until(DAY), [open])
    await aList(db, 'ended', until(-HOUR), [ended])
    await aList(db, 'endless', { is_campaign: true }, [endless])
    await aList(db, 'shortlist', { is_campaign: false }, [shortlist])

    expect(await schedule(world)).toMatchObject({ result: { scheduled: 2, left_due: 1 } })
    expect(await scheduled(db)).toEqual(['open.campaign', 'endless.campaign'])
  })

  test('lets one of the others have every fifth turn beside campaigns that would take it all', async ({
    db,
  }) => {
    const world = await startWorld(db, 30)
    const members: string[] = []
    for (let n = 0; n < 20; n += 1)
      members.push(await aCreator(db, `campaign.${n}`, { value: 100 - n }))
    for (let n = 0; n < 5; n += 1) await aCreator(db, `other.${n}`, { value: 5 - n })
    await aList(db, 'endless', { is_campaign: true }, members)

    expect(await schedule(world)).toMatchObject({ result: { scheduled: 10, left_due: 15 } })
    const [first, second] = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ].map((turns) => turns.map((n) => `campaign.${n}`))
    expect(await scheduled(db)).toEqual([...(first ?? []), 'other.0', ...(second ?? []), 'other.1'])
  })

  test('keeps the pace of a campaign although a run begins no later than the scrapes of the last', async ({
    db,
  }) => {
    const world = await startGramdWorld(db, {
      accounts: 0,
      settings: { GRAMD_RESCRAPE_CAMPAIGN_AFTER_DAYS: '1' },
    })
    const member = await aCreator(db, 'member', { age: 0, dueIn: 40 })
    await aList(db, 'endless', { is_campaign: true }, [member])

    await world.advance(12 * HOUR - 60_000)
    expect(await schedule(world)).toMatchObject({ result: { scheduled: 0 } })
    await world.advance(12 * HOUR - 60_000)
    expect(await schedule(world)).toMatchObject({ result: { scheduled: 1 } })
  })

  test('counts one request for who is probably unchanged, and the stories that are new for others', async ({
    db,
  }) => {
    const world = await startWorld(db)
    const cost = async (username: string, columns: Columns, highlights = [0, 0]) => {
      const id = await aCreator(db, username, columns)
      const [read = 0, unread = 0] = highlights
      await sql`
        insert into blog_highlights (blog_id, platform_id, stories_read_at)
        select ${id}, n::text, case when n <= ${read} then world_now() end
        from generate_series(1, ${read + unread}::int) n`.execute(db)
      const { result } = await schedule(world)
      return (result as { requests: number }).requests
    }

    expect(await cost('quiet', { wholeAge: 61, silence: 62 })).toBe(1)
    expect(await cost('quiet.with.highlights', { wholeAge: 61, silence: 62 }, [20, 0])).toBe(1)
    expect(await cost('with.unread.ones', { wholeAge: 61, silence: 62 }, [20, 1])).toBe(3 + 1)
    expect(await cost('posted.lately', { wholeAge: 61, silence: 60 })).toBe(3)
    expect(await cost('told.stories', { wholeAge: 61, silence: 62, storyAge: 70 })).toBe(3)
    expect(await cost('long.since.whole', { wholeAge: 91, silence: 62 })).toBe(3)
    expect(await cost('many.highlights', {}, [51, 0])).toBe(3 + 3)
    expect(await cost('unread.highlights', {}, [0, 1_000])).toBe(3 + 20)
    expect(await cost('private', { status: 'private' }, [20, 0])).toBe(1)
  })

  test('plans no more than a budget in this hour and the 23 before it, however often it runs', async ({
    db,
  }) => {
    const world = await startWorld(db, 10)
    for (let n = 0; n < 10; n += 1) await aCreator(db, `creator.${n}`, { value: 10 - n })
    await world.advance(60_000)

    expect(await schedule(world)).toMatchObject({
      result: { scheduled: 3, requests: 9, left_due: 7, budget_left: 1 },
    })
    expect(await schedule(world)).toMatchObject({
      result: { scheduled: 0, requests: 0, left_due: 7, budget_left: 1 },
    })
    await world.advance(22 * HOUR)
    expect(await schedule(world)).toMatchObject({ result: { scheduled: 0 } })
    // A daily run that begins a little earlier than the day before.
    await world.advance(2 * HOUR - 60_000)
    expect(await schedule(world)).toMatchObject({ result: { scheduled: 3, left_due: 4 } })
    expect(await scheduled(db)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `creator.${n}`))
  })

  test('spends no more when two runs plan at once', async ({ db }) => {
    const world = await startWorld(db, 10)
    for (let n = 0; n < 10; n += 1) await aCreator(db, `creator.${n}`)

    await Promise.all(
      [1, 2, 3, 4].map(
        async (taskId) =>
          await db.transaction().execute((tx) => planUpdates(tx, world.services, taskId)),
      ),
    )

    expect(await scheduled(db)).toHaveLength(3)
    const runs = await db.selectFrom('update_runs').select(['creators', 'requests']).execute()
    expect(runs).toEqual([{ creators: 3, requests: 9 }])
  })

  test('goes on with what is left when an earlier attempt was cut short, and tells of both', async ({
    db,
  }) => {
    const world = await startWorld(db, 10)
    for (let n = 0; n < 10; n += 1) await aCreator(db, `creator.${n}`)
    const { id } = await world.services.queue.enqueue(db, scheduleUpdates, {})
    await db.insertInto('update_runs').values({ task_id: id, creators: 2, requests: 6 }).execute()

    expect(await world.runNext('schedule_updates')).toMatchObject({
      result: { scheduled: 3, requests: 9, budget_left: 1 },
    })
    expect(await scheduled(db)).toHaveLength(1)
  })

  test('does not leave out for ever who costs more than a budget', async ({ db }) => {
    const world = await startWorld(db, 2)
    await aCreator(db, 'dear')

    expect(await schedule(world)).toMatchObject({ result: { scheduled: 1, requests: 2 } })
  })

  test('schedules nobody with a budget of 0', async ({ db }) => {
    const world = await startWorld(db, 0)
    await aCreator(db, 'waiting')

    expect(await schedule(world)).toMatchObject({
      result: { scheduled: 0, requests: 0, left_due: 1, budget: 0, budget_left: 0 },
    })
  })
})
