import { sql, type RawBuilder } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { recordset } from '../../../db/rows.ts'
import type { MetricGap, OwnStory } from '../../../platforms/own-media-reader.ts'
import type { ConnectionChange } from '../../services.ts'
import { interval } from './sync-times.ts'

/** The life of a story; Meta gives no numbers after it. */
const LIFE = sql`interval '24 hours'`
/** The last reading of a story is planned this long before its end, so that it may be late. */
const LAST_BEFORE = sql`interval '45 minutes'`
/** A reading this close to the end is the last one: stories that end together are read together. */
const LAST_WITHIN = sql`interval '75 minutes'`

/** Why a reading of a story brought no numbers. */
export type StoryGap = Extract<
  MetricGap,
  'too_few_viewers' | 'right_missing' | 'not_yet_counted' | 'refused'
>
export type StoryReading =
  | { metrics: Readonly<Record<string, number>> }
  | { reason: StoryGap | 'gone' }

/**
 * Selects the creator that an account is in a campaign: agreed itself, or as another account of
 * an agreed person. A campaign counts until the last story of its window ends.
 */
const campaignCreator = (username: RawBuilder<unknown>, now: RawBuilder<unknown>) => sql`
  select account.id
  from shared.blogs account
  join shared.blogs member on member.person_id = account.person_id
  join shared.list_members m on m.blog_id = member.id and m.status in ('agreed', 'published')
  join shared.lists l on l.id = m.list_id and l.is_campaign
  left join shared.campaigns c on c.list_id = l.id
  where account.platform = 'instagram' and account.username = ${username}
    and account.scrape_status <> 'private'
    and coalesce(c.starts_at, '-infinity') <= ${now}
    and coalesce(l.ends_at, 'infinity') > ${now} - ${LIFE}
  limit 1`

/** Exported for a test of its plan. */
export const dueStoriesQuery = (now: Date) => sql<{ connection_id: string }>`
  select s.connection_id from own_media_sync s
  where s.ended_at is null and s.owner_id is null
    and (s.next_stories_at is null or s.next_stories_at <= ${now})
    and exists (${campaignCreator(sql.ref('s.username'), sql`${now}::timestamptz`)})`

/** The team's connections whose stories are to be read at `now` (world time) for campaigns. */
export const findDueStories = async (db: Db, now: Date): Promise<{ connection_id: string }[]> =>
  (await dueStoriesQuery(now).execute(db)).rows

/** The creator whose stories this connection shows; undefined when no campaign wants them. */
export async function findCampaignCreator(
  db: Db,
  connectionId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ blog_id: string }>`
    select creator.id as blog_id from own_media_sync s
    cross join lateral (${campaignCreator(sql.ref('s.username'), sql`(select world_now())`)}) creator
    where s.connection_id = ${connectionId}::uuid and s.ended_at is null and s.owner_id is null`.execute(
    db,
  )
  return rows[0]?.blog_id
}

const LISTED = { platform_id: 'text', story_id: 'text', taken_at: 'timestamptz' } as const

/** Stores the live stories of a list; one that is stored already keeps its numbers. */
export async function storeListedStories(
  tx: Tx,
  { connectionId, blogId }: { connectionId: string; blogId: string },
  stories: readonly OwnStory[],
): Promise<void> {
  const rows = stories.map(({ platformId, storyId, publishedAt }) => ({
    platform_id: platformId,
    story_id: storyId,
    taken_at: publishedAt,
  }))
  await sql`
    insert into own_stories as story (connection_id, blog_id, platform_id, story_id, taken_at)
    select distinct on (r.platform_id) ${connectionId}::uuid, ${blogId}::uuid, r.platform_id, r.story_id, r.taken_at
    from ${recordset(rows, LISTED)} order by r.platform_id
    on conflict (connection_id, platform_id) do update set
      blog_id = excluded.blog_id, story_id = coalesce(excluded.story_id, story.story_id)
    where (story.blog_id, story.story_id) is distinct from
      (excluded.blog_id, coalesce(excluded.story_id, story.story_id))`.execute(tx)
}

/** Whether a story counts for a campaign: those are read between, the others at their end alone. */
const isTied = sql`exists (
  select from shared.campaign_results result
  where result.author_id = story.blog_id and result.kind = 'story' and (
    result.platform_id = story.story_id
    or (story.story_id is null
      and result.taken_at between story.taken_at - interval '2 seconds' and story.taken_at + interval '2 seconds')
  ))`

/**
 * Returns the live stories, by Meta's ids, whose numbers are to be read now, those that end first
 * at the front: each for a last time just before its end, and those of a campaign in between. A
 * story that was tried since `begunAt` was read by this task before it was killed.
 */
export async function findStoriesToRead(
  db: Db,
  {
    connectionId,
    platformIds,
    begunAt,
    everyMs,
  }: { connectionId: string; platformIds: readonly string[]; begunAt: Date; everyMs: number },
): Promise<string[]> {
  const { rows } = await sql<{ platform_id: string }>`
    select story.platform_id from own_stories story
    cross join (select world_now() as now) moment
    where story.connection_id = ${connectionId}::uuid and story.platform_id = any (${platformIds}::text[])
      and (story.tried_at is null or story.tried_at < ${begunAt})
      and (
        (moment.now >= story.taken_at + ${LIFE} - ${LAST_WITHIN}
          and (story.tried_at is null or story.tried_at < story.taken_at + ${LIFE} - ${LAST_WITHIN}))
        or (${isTied}
          and (story.tried_at is null or story.tried_at <= moment.now - ${interval(everyMs / 2)}))
      )
    order by story.taken_at, story.platform_id`.execute(db)
  return rows.map(({ platform_id }) => platform_id)
}

/** Stores what a reading of a story brought; an earlier number stays where Meta gives none now. */
export async function storeStoryReading(
  tx: Tx,
  { connectionId, platformId }: { connectionId: string; platformId: string },
  reading: StoryReading,
): Promise<void> {
  const numbers =
    'metrics' in reading
      ? sql`read_at = (select world_now()), reason = null,
          metrics = coalesce(metrics, '{}') || ${jsonb(reading.metrics)}`
      : sql`reason = ${reading.reason}`
  await sql`
    update own_stories set tried_at = (select world_now()), ${numbers}
    where connection_id = ${connectionId}::uuid and platform_id = ${platformId}`.execute(tx)
}

/** Selects when the next last reading of a connection's stories is, after `now`. */
export const nextLastReading = (connectionId: RawBuilder<unknown>, now: RawBuilder<unknown>) => sql`
  select min(story.taken_at + ${LIFE} - ${LAST_BEFORE}) from own_stories story
  where story.connection_id = ${connectionId} and story.taken_at + ${LIFE} - ${LAST_BEFORE} > ${now}
    and coalesce(story.tried_at, '-infinity') < story.taken_at + ${LIFE} - ${LAST_WITHIN}`

const REPORTED = { platform_id: 'text', at: 'timestamptz', metrics: 'jsonb' } as const

/**
 * Stores the numbers that Meta reports once a story has ended (with Facebook Login alone), beside
 * those that were read. It reports none of a story with fewer than five viewers.
 */
export async function storeReportedStories(
  tx: Tx,
  { connectionId, changes }: { connectionId: string; changes: readonly ConnectionChange[] },
): Promise<void> {
  const rows = changes.flatMap((change) =>
    change.field === 'story_insights'
      ? [
          {
            platform_id: change.mediaId,
            at: change.at,
            metrics: Object.fromEntries(
              Object.entries(change.value.metrics).filter(([, value]) => value !== null),
            ),
          },
        ]
      : [],
  )
  if (rows.length === 0) return
  await sql`
    update own_stories story set
      tried_at = r.at,
      read_at = case when r.metrics = '{}' then story.read_at else r.at end,
      metrics = case when r.metrics = '{}' then story.metrics else coalesce(story.metrics, '{}') || r.metrics end,
      reason = case when r.metrics = '{}' and story.metrics is null then 'too_few_viewers' end
    from (
      select distinct on (r.platform_id) r.* from ${recordset(rows, REPORTED)} order by r.platform_id, r.at desc
    ) r
    where story.connection_id = ${connectionId}::uuid and story.platform_id = r.platform_id
      and coalesce(story.tried_at, '-infinity') <= r.at`.execute(tx)
}

/** Moves the stories of one row of a creator to another. */
export async function mergeOwnStories(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`update own_stories set blog_id = ${into}::uuid where blog_id = ${from}::uuid`.execute(
    tx,
  )
}
