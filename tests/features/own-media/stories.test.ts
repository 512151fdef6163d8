import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { ownMedia } from '../../../src/features/own-media/feature.ts'
import type { OwnStory } from '../../../src/platforms/own-media-reader.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import {
  aConnection,
  graphFault,
  HOUR,
  plan,
  someInsights,
  startOwnWorld,
  type OwnWorld,
} from './kit.ts'

const MINUTE = HOUR / 60

const aStory = (world: OwnWorld, platformId: string, hoursAgo: number): OwnStory => ({
  platformId,
  storyId: `39${platformId}`,
  publishedAt: new Date(world.clock.now().getTime() - hoursAgo * HOUR),
})

/** A campaign that runs, with an agreed creator whose account the team has connected. */
async function aCampaignWorld(db: Db, { status = 'agreed' } = {}) {
  const world = await startOwnWorld(db)
  const blogId = await aBlog(db, 'our.brand')
  const { rows } = await sql<{ id: string }>`
    with list as (
      insert into lists (name, is_campaign, ends_at) values ('Winter', true, world_now() + interval '9 days') returning id
    ), campaign as (
      insert into campaigns (list_id, starts_at, time_zone) select id, world_now() - interval '1 day', 'UTC' from list
    )
    insert into list_members (list_id, blog_id, status) select id, ${blogId}, ${status} from list returning list_id as id`.execute(
    db,
  )
  const listId = rows[0]?.id ?? ''
  const connectionId = await aConnection(world)
  await sql`update own_media_sync set next_list_at = 'infinity', next_insights_at = 'infinity'`.execute(
    db,
  )
  return {
    ...world,
    blogId,
    listId,
    connectionId,
    /** Ties a story to the campaign, as a reading of the pool does. */
    async tie({ storyId, publishedAt }: OwnStory): Promise<void> {
      await sql`
        insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, media_type, taken_at, sign)
        values (${listId}, ${blogId}, ${blogId}, 'story', ${storyId}, 'photo', ${publishedAt}, 'mention')`.execute(
        db,
      )
    },
    /** Plans and runs what is due; gives the calls that Meta got. */
    async turn(): Promise<string[]> {
      world.account.calls.length = 0
      await plan(db, world)
      await world.runAll()
      return [...world.account.calls]
    },
    stories: async () =>
      await db.selectFrom('own_stories').selectAll().orderBy('platform_id').execute(),
  }
}

const numbers = (reach: number) => () =>
  someInsights({ metrics: { reach, views: reach + 9, replies: 2, navigation: 30 }, gaps: {} })

test('stories of a campaign are read while they live, and all of them once more before they end', async ({
  db,
}) => {
  const world = await aCampaignWorld(db)
  const [tied, other] = [aStory(world, '1', 2), aStory(world, '2', 2)]
  world.account.stories = [tied, other]
  await world.tie(tied)
  world.account.insights = numbers(40)

  expect(await world.turn()).toEqual(['stories', 'insights 1'])
  // The regular interval.
  await world.advance(5 * HOUR)
  expect(await world.turn()).toEqual([])
  await world.advance(HOUR)
  expect(await world.turn()).toEqual(['stories', 'insights 1'])
  await world.advance(6 * HOUR)
  await world.turn()
  await world.advance(6 * HOUR)
  await world.turn()

  // The stories are 20 hours old: the next time is 45 minutes before their end, not in 6 hours.
  await world.advance(3 * HOUR)
  expect(await world.turn()).toEqual([])
  world.account.insights = numbers(1_840)
  await world.advance(15 * MINUTE)
  expect(await world.turn()).toEqual(['stories', 'insights 1', 'insights 2'])
  world.account.stories = []
  await world.advance(6 * HOUR)
  expect(await world.turn()).toEqual(['stories'])
  expect(await world.stories()).toMatchObject([
    { platform_id: '1', story_id: '391', metrics: { reach: 1_840 }, reason: null },
    { platform_id: '2', metrics: { reach: 1_840 } },
  ])
})

test('nothing is asked for an account that is in no running campaign, or that a person has connected', async ({
  db,
}) => {
  const world = await aCampaignWorld(db, { status: 'contacted' })
  world.account.stories = [aStory(world, '1', 23.5)]
  expect(await world.turn()).toEqual([])
  await sql`update list_members set status = 'agreed'`.execute(db)
  await sql`insert into users (login, name, role) values ('dana', 'Dana', 'admin')`.execute(db)
  await sql`update own_media_sync set owner_id = (select id from users)`.execute(db)
  expect(await world.turn()).toEqual([])
  await sql`update own_media_sync set owner_id = null`.execute(db)
  expect(await world.turn()).toEqual(['stories', 'insights 1'])
  // The last story of the window is read after it.
  await sql`update lists set ends_at = world_now() + interval '7 hours'`.execute(db)
  await world.advance(7 * HOUR)
  expect(await world.turn()).toEqual(['stories'])
  await world.advance(24 * HOUR)
  expect(await world.turn()).toEqual([])
})

test('a story without numbers says why, and keeps those of an earlier reading', async ({ db }) => {
  const world = await aCampaignWorld(db)
  const stories = ['1', '2', '3', '4'].map((id) => aStory(world, id, 1))
  world.account.stories = stories
  for (const story of stories) await world.tie(story)
  world.account.insights = (id) =>
    id === '1'
      ? someInsights({ metrics: {}, gaps: { reach: 'too_few_viewers' } })
      : id === '2'
        ? someInsights({ metrics: {}, gaps: { reach: 'right_missing' } })
        : numbers(40)()
  await world.turn()
  expect(await world.stories()).toMatchObject([
    { reason: 'too_few_viewers', read_at: null },
    { reason: 'right_missing', read_at: null },
    { reason: null, metrics: { reach: 40 } },
    { reason: null, metrics: { reach: 40 } },
  ])

  await world.advance(6 * HOUR)
  world.account.stories = stories.slice(2)
  // The list, and the story that has just been deleted.
  world.account.insights = (id) => {
    throw graphFault(id === '3' ? 'gone' : 'invalid')
  }
  await world.turn()
  expect((await world.stories()).slice(2)).toMatchObject([
    { reason: 'gone', metrics: { reach: 40 } },
    { reason: 'refused', metrics: { reach: 40 } },
  ])
})

test('a dead token and a spent limit leave the story unread, not refused', async ({ db }) => {
  const world = await aCampaignWorld(db)
  const story = aStory(world, '1', 1)
  world.account.stories = [story]
  await world.tie(story)
  world.account.insights = () => {
    throw graphFault('throttled', { retryAfterMs: HOUR })
  }
  await plan(db, world)
  const task = await world.run('read_own_stories')
  expect(task).toMatchObject({ status: 'pending', error_code: 'meta_throttled' })
  expect(await world.stories()).toMatchObject([{ tried_at: null, reason: null }])

  world.account.insights = numbers(40)
  await world.advance(HOUR)
  expect(await world.turn()).toEqual(['stories', 'insights 1'])
  world.account.insights = () => {
    throw graphFault('reauth')
  }
  await world.advance(6 * HOUR)
  await world.turn()
  expect(await world.stories()).toMatchObject([{ reason: null, metrics: { reach: 40 } }])
})

test('a killed attempt reads no story twice', async ({ db }) => {
  const world = await aCampaignWorld(db)
  const stories = [aStory(world, '1', 3), aStory(world, '2', 2), aStory(world, '3', 1)]
  world.account.stories = stories
  for (const story of stories) await world.tie(story)
  world.account.insights = (id) => {
    if (id === '2') throw graphFault('throttled', { retryAfterMs: MINUTE })
    return numbers(40)()
  }
  await plan(db, world)
  await world.run('read_own_stories')
  await world.advance(MINUTE)
  // The worker that has it now is killed.
  await sql`update scrape_tasks_open set status = 'running', lease_owner = 'killed', fencing_token = fencing_token + 1,
    lease_until = clock_timestamp() - interval '1 minute' where task_type = 'read_own_stories'`.execute(
    db,
  )
  await world.rescue()
  world.account.insights = numbers(40)
  world.account.calls.length = 0
  await world.runAll()
  expect(world.account.calls).toEqual(['stories', 'insights 2', 'insights 3'])
  expect(await world.stories()).toHaveLength(3)
})

test('what Meta reports when a story has ended is stored over the last reading', async ({ db }) => {
  const world = await aCampaignWorld(db)
  world.account.stories = [aStory(world, '1', 23.5), aStory(world, '2', 23.5)]
  world.account.insights = (id) =>
    id === '1' ? numbers(40)() : someInsights({ metrics: {}, gaps: { reach: 'refused' } })
  await world.turn()
  await world.advance(HOUR)
  const at = world.clock.now()
  const change = (mediaId: string, metrics: Record<string, number | null>) => ({
    field: 'story_insights' as const,
    mediaId,
    at,
    value: { metrics },
  })
  const { connectionId, services } = world
  const report = async (changes: ReturnType<typeof change>[]) =>
    await db.transaction().execute(async (tx) => {
      const { queue, config } = services
      await ownMedia.on?.['connection.changed']?.(tx, { connectionId, changes }, queue, config)
    })
  await report([
    change('1', { reach: 52, replies: null }),
    change('2', { reach: null }),
    change('unknown', { reach: 7 }),
  ])
  expect(await world.stories()).toMatchObject([
    { metrics: { reach: 52, replies: 2 }, read_at: at },
    { metrics: null, reason: 'too_few_viewers' },
  ])
})
