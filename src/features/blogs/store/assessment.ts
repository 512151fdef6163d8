import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { median } from '../../scrape/index.ts'
import {
  assessPosts,
  interactions,
  recentPosts,
  steadinessOf,
  strengthOf,
} from '../assessment/assess.ts'
import { contactsIn } from '../assessment/contacts.ts'
import {
  DAYS_BEFORE,
  jumpsIn,
  reasonFor,
  type Change,
  type PostBeside,
} from '../assessment/jumps.ts'
import { latestPosts } from './blogs.ts'
import { rhythmOf } from './history.ts'

/** Two years of weekly readings; older ones explain nothing of today. */
const MAX_READINGS = 120
const MAX_POSTS_BESIDE = 60

type Profile = {
  follower_count: number | null
  er_percentile: number | null
  engagement_spread: number | null
  biography: string | null
  external_url: string | null
  bio_links: { url: string; title: string | null }[]
  next_reading_at: Date | null
  now: Date
}

/** Draws conclusions from a creator's numbers; the times of posts are in the time zone. */
export async function assessBlog(db: Db, blogId: string, timeZone: string) {
  const [profile, latest, readings, rhythm] = await Promise.all([
    profileOf(db, blogId),
    latestPosts(db, blogId),
    readingsOf(db, blogId),
    rhythmOf(db, blogId, timeZone),
  ])
  const posts = recentPosts(latest, profile.now)
  const jumps = jumpsIn(readings)
  const beside = await postsBeside(db, blogId, jumps)
  const usual = median(posts.map(interactions).filter((sum) => sum !== null))
  return {
    ...assessPosts(posts, profile.follower_count),
    strength: strengthOf(profile.er_percentile),
    steadiness: steadinessOf(profile.engagement_spread),
    rhythm,
    jumps: jumps.map((jump) => explained(jump, beside, usual)),
    contacts: contactsIn(profile),
    readings: readings.length,
    next_reading_at: profile.next_reading_at,
  }
}

function explained(jump: Change, beside: readonly PostBeside[], usual: number | null) {
  const { reason, post } = reasonFor(jump, beside, usual)
  if (post === null) return { ...jump, reason, post }
  const { engagement: _engagement, ...view } = post
  return { ...jump, reason, post: view }
}

async function profileOf(db: Db, blogId: string): Promise<Profile> {
  const { rows } = await sql<Profile>`
    select follower_count, er_percentile, engagement_spread, biography, external_url, bio_links,
      update_due_at as next_reading_at, world_now() as now
    from shared.blogs where id = ${blogId}`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`blog ${blogId} was removed while it was assessed`)
  return row
}

async function readingsOf(db: Db, blogId: string) {
  const { rows } = await sql<{ scraped_at: Date; follower_count: number }>`
    select scraped_at, follower_count from shared.blog_snapshots
    where blog_id = ${blogId} and follower_count is not null
    order by scraped_at desc limit ${MAX_READINGS}`.execute(db)
  return rows
}

/** The posts of the days in which followers jumped. */
async function postsBeside(
  db: Db,
  blogId: string,
  jumps: readonly Change[],
): Promise<PostBeside[]> {
  if (jumps.length === 0) return []
  const [froms, tos] = [jumps.map(({ from_at }) => from_at), jumps.map(({ to_at }) => to_at)]
  const { rows } = await sql<PostBeside>`
    select post.platform_id, post.code, post.caption_text, post.taken_at,
      post.like_count + post.comment_count as engagement
    from unnest(${froms}::timestamptz[], ${tos}::timestamptz[]) as jump (from_at, to_at)
    join shared.blog_posts post on post.blog_id = ${blogId}
      and post.taken_at between jump.from_at - ${DAYS_BEFORE} * interval '1 day' and jump.to_at
    order by post.taken_at desc limit ${MAX_POSTS_BESIDE}`.execute(db)
  return rows
}
