import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import type { GraphLogin } from '../../src/platforms/graph-call.ts'
import type { Truth } from '../graph/truth.ts'
import type { Post } from '../graph/world/posts.ts'
import type { Brand } from './connect-brands.ts'

/** A stored value that is not as in truth; `of` names the post or account. */
export type Difference = { of: string; field: string; expected: unknown; stored: unknown }

type Judged = { truth: Truth; db: Db; at: Date }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** A list every half an hour finds what is older. */
const LISTED_MS = 2 * HOUR_MS
/** The newest snapshots of an account are compared. */
const MAX_SNAPSHOTS = 500

/**
 * Everything that is stored of connected accounts, compared with the world of the stand-in; none of
 * gramd's code.
 */
export async function differencesOf(judged: Judged, brand: Brand): Promise<Difference[]> {
  return [
    ...(await wrongPosts(judged, brand)),
    ...(await wrongSnapshots(judged, brand)),
    ...(await wrongDays(judged, brand)),
  ]
}

/** Compares one value with what is expected. */
function compare(of: string, field: string, expected: unknown, stored: unknown): Difference[] {
  return Object.is(expected, stored) ? [] : [{ of, field, expected, stored }]
}

type Between = { least: number; most: number }

const within = (of: string, field: string, { least, most }: Between, stored: unknown) =>
  typeof stored === 'number' && stored >= least && stored <= most
    ? []
    : [{ of, field, expected: `${least} to ${most}`, stored }]

const TYPES = { IMAGE: 'IMAGE', VIDEO: 'VIDEO', CAROUSEL_ALBUM: 'CAROUSEL' } as const
const typeOf = ({ type, product }: Post): string => (product === 'REELS' ? 'REEL' : TYPES[type])

async function wrongPosts(
  { db, truth, at }: Judged,
  { connectionId, username }: Brand,
): Promise<Difference[]> {
  const rows = await db
    .selectFrom('own_media')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .execute()
  const stored = new Map(rows.map((row) => [row.platform_id, row]))
  const posts = truth.posts(username)
  const ids = new Set(posts.map(({ id }) => id))
  const strange = rows.filter((row) => !ids.has(row.platform_id))
  return [
    ...strange.flatMap(({ platform_id: id }) => compare(id, 'post', null, 'stored')),
    ...posts.flatMap((post) => {
      const row = stored.get(post.id)
      const ageMs = at.getTime() - post.publishedAt
      if (!row) return ageMs < LISTED_MS ? [] : compare(post.id, 'post', 'stored', null)
      const { id, shortcode } = post
      const isReel = post.product === 'REELS'
      // The list before the last whole one is the oldest that it may come from.
      const counted = (metric: string) =>
        truth.range(id, metric, at.getTime() - 26 * HOUR_MS, at.getTime())
      return [
        ...compare(id, 'shortcode', shortcode, row.shortcode),
        ...compare(
          id,
          'permalink',
          `https://www.instagram.com/${isReel ? 'reel' : 'p'}/${shortcode}/`,
          row.permalink,
        ),
        ...compare(id, 'type', typeOf(post), row.type),
        ...compare(id, 'caption', post.caption === '' ? null : post.caption, row.caption),
        ...compare(id, 'child_count', post.children, row.child_count),
        ...compare(
          id,
          'published_at',
          Math.floor(post.publishedAt / 1_000),
          row.published_at.getTime() / 1_000,
        ),
        ...compare(id, 'deleted_at', null, row.deleted_at),
        ...(post.likesHidden
          ? compare(id, 'like_count', null, row.like_count)
          : within(id, 'like_count', counted('likes'), row.like_count)),
        ...within(id, 'comment_count', counted('comments'), row.comment_count),
        ...(row.last_synced_at === null && ageMs > LISTED_MS && ageMs < 29 * DAY_MS
          ? compare(id, 'last_synced_at', 'a time', null)
          : []),
        ...(row.last_synced_at === null
          ? []
          : compare(
              id,
              'final_gap',
              post.isBeforeConversion ? 'before_conversion' : null,
              row.final_gap,
            )),
      ]
    }),
  ]
}

const COMMON = 'views reach likes comments saved shares total_interactions reposts'
const WATCHED = 'ig_reels_avg_watch_time ig_reels_video_view_total_time reels_skip_rate'
const VISITS = 'follows profile_visits'
const WITH_ADS = 'total_views total_likes total_comments'

/** Returns the metrics that Meta reports of a post (facts, table of metrics). */
const metricsOf = ({ product }: Post, login: GraphLogin): string[] =>
  [COMMON, product === 'REELS' ? WATCHED : VISITS, login === 'facebook' ? WITH_ADS : '']
    .join(' ')
    .split(' ')
    .filter(Boolean)

type SnapshotRow = {
  platform_id: string
  at: Date
  metrics: Record<string, number>
  gaps: Record<string, string>
}

async function wrongSnapshots(
  { db, truth }: Judged,
  { connectionId, username, login }: Brand,
): Promise<Difference[]> {
  const posts = new Map(truth.posts(username).map((post) => [post.id, post]))
  const { rows } = await sql<SnapshotRow>`
    select m.platform_id, i.collected_at as at, i.metrics, i.gaps
    from own_media m join media_insights i on i.media_id = m.id
    where m.connection_id = ${connectionId}::uuid
    order by i.collected_at desc limit ${MAX_SNAPSHOTS}`.execute(db)
  return rows.flatMap((row) => {
    const post = posts.get(row.platform_id)
    if (!post) return []
    const of = `${row.platform_id} at ${row.at.toISOString()}`
    const names = post.isBeforeConversion ? [] : metricsOf(post, login)
    const strange = Object.keys(row.metrics).filter((name) => !names.includes(name))
    return [
      ...strange.flatMap((name) => compare(of, name, undefined, row.metrics[name])),
      ...names.flatMap((name) => compareMetric(truth, row, of, name)),
    ]
  })
}

function compareMetric(
  truth: Truth,
  { platform_id: id, at, metrics, gaps }: SnapshotRow,
  of: string,
  name: string,
): Difference[] {
  // It was read before it was stored, by as much as the task took.
  const [from, to] = [at.getTime() - HOUR_MS, at.getTime() + MINUTE_MS]
  // The stand-in sends percentages, gramd stores shares.
  const truly = (moment: number): number | null => {
    const sent = truth.metric(id, name, moment)
    return sent !== null && name === 'reels_skip_rate' ? shareOf(sent) : sent
  }
  const [before, after] = [truly(from), truly(to)]
  const stored = metrics[name]
  if (stored !== undefined)
    return within(of, name, { least: before ?? 0, most: after ?? 0 }, stored)
  if (before !== null) return [{ of, field: name, expected: before, stored: gaps[name] }]
  return compare(of, `why there is no ${name}`, 'not_yet_counted', gaps[name])
}

/**
 * Returns the share for a percentage with few decimals; 43.8 / 100 would be 0.43799999999999994.
 */
const shareOf = (percent: number): number => Math.round(percent * 1e6) / 1e8

const DAILY = (
  'reach views accounts_engaged total_interactions profile_links_taps likes comments saves ' +
  'shares replies reposts'
).split(' ')

async function wrongDays(
  { db, truth }: Judged,
  { connectionId, username }: Brand,
): Promise<Difference[]> {
  const { rows } = await sql<{
    day: string
    at: Date
    metrics: Record<string, number>
    demographics: Record<string, Record<string, number>> | null
  }>`
    select day::text as day, collected_at as at, metrics, demographics from account_insights
    where connection_id = ${connectionId}::uuid`.execute(db)
  if (rows.length === 0) return compare(username, 'days', 'some', null)
  return rows.flatMap(({ day, at, metrics, demographics }) => {
    const of = `${username} on ${day}`
    const number = Date.parse(day) / DAY_MS
    const followers = {
      least: truth.followers(username, at.getTime() - HOUR_MS),
      most: truth.followers(username, at.getTime() + MINUTE_MS),
    }
    // A day is read again while Meta still counts it, but not its demographics: they are from
    // between its end and then.
    const audience = {
      ...followers,
      least: truth.followers(username, Math.min(at.getTime(), (number + 1) * DAY_MS) - HOUR_MS),
    }
    const follows = truth.accountParts(username, 'follows_and_unfollows', number, 'follow_type')
    return [
      ...DAILY.flatMap((name) =>
        compare(of, name, truth.accountDay(username, name, number), metrics[name]),
      ),
      ...within(of, 'followers_count', followers, metrics['followers_count']),
      ...compare(of, 'follows', follows['FOLLOWER'], metrics['follows']),
      ...compare(of, 'unfollows', follows['NON_FOLLOWER'], metrics['unfollows']),
      ...Object.entries(demographics ?? {}).flatMap(([name, parts]) =>
        compareAudience(truth, { of, name, username, followers: audience }, parts),
      ),
    ]
  })
}

function compareAudience(
  truth: Truth,
  target: { of: string; name: string; username: string; followers: Between },
  stored: Record<string, number>,
): Difference[] {
  const { of, name, username, followers } = target
  const least = truth.audience(username, followers.least, name)
  const most = truth.audience(username, followers.most, name)
  const strange = Object.keys(stored).filter((part) => !(part in most))
  return [
    ...strange.flatMap((part) => compare(of, `${name} ${part}`, undefined, stored[part])),
    ...Object.entries(most).flatMap(([part, value]) =>
      within(of, `${name} ${part}`, { least: least[part] ?? 0, most: value }, stored[part]),
    ),
  ]
}
