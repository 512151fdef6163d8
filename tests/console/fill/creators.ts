import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { blogSubject } from '../../../src/creators/blog-subject.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { storeMedia } from '../../../src/media/media-store.ts'
import { insightsIn } from '../../features/blogs/a-blog.ts'
import type { Filling } from './index.ts'

/** Usernames begin so, and no others. */
const PREFIX = 'filled.'
const VIEW = '0198c1a5-0000-7000-8000-00000000f111'
const RISKS = ['follower_spike', 'er_far_below_peers']

/** Creators of every state, one with a picture, most with numbers and a course; and a saved view. */
async function fill(db: Db, text: string): Promise<void> {
  await sql`delete from saved_views where id = ${VIEW}::uuid`.execute(db)
  await sql`delete from blogs where username like ${`${PREFIX}%`}`.execute(db)
  await sql`
    with person as (insert into persons (full_name) values (${text}) returning id)
    insert into blogs (person_id, username, full_name, biography, business_category, follower_count, following_count, er, er_posts,
      er_percentile, er_reels, er_reels_posts, er_reels_by_views, view_rate_by_followers, comments_per_like, posts_per_week,
      posts_last_28_days, engagement_spread, paid_post_share, engagement_trend_per_30_days, engagement_trend,
      follower_growth_7_days, follower_growth_30_days, risk_flags, languages, last_post_at, scraped_at, fully_scraped_at,
      scrape_status, source, ai_insights, ai_confidence, ai_analyzed_at, city_id, city, city_source, city_posts)
    select person.id, ${PREFIX} || (array['aigerim','dana','zhanar','madina','saule','kamila','aruzhan','tomiris','leyla'])[n],
      ${text}, ${text}, ${text}, 9000 + n * 7321, 300 * n, 0.071 - n * 0.006, 12, 99 - n * 9, 0.05, 8, 0.031, 1.2 - n * 0.1, 0.02 * n,
      n / 2.0, n * 2, 0.4, n * 0.04, 0.04 - n * 0.01, 'stable', 0.004, 0.06 - n * 0.012,
      case when n in (3, 6) then ${RISKS}::text[] else '{}' end, '{ru,kk}', now() - n * interval '31 hours',
      now() - n * interval '19 hours', now() - n * interval '19 hours', case when n = 7 then 'analyzing' else 'active' end, 'discover',
      ${JSON.stringify(aboutMothers(text))}::jsonb, 0.8, now(),
      case when n < 8 then (array[1526384, 1526273, 1520316])[1 + n % 3] end,
      case when n < 8 then (array['Almaty', 'Astana', 'Oskemen'])[1 + n % 3] end,
      case when n < 8 then (array['written', 'tagged', 'biography', 'inferred'])[1 + n % 4] end,
      case when n < 8 and n % 2 = 1 then n + 4 end
    from person, generate_series(1, 9) n`.execute(db)
  await sql`
    insert into blogs (person_id, username, source, scrape_status)
    select person_id, ${PREFIX} || status, 'import', status
    from blogs, unnest(array['pending', 'private', 'failed']) status where username = ${`${PREFIX}dana`}`.execute(
    db,
  )
  await sql`
    insert into blog_snapshots (blog_id, scraped_at, follower_count)
    select id, now() - week * interval '7 days' - interval '1 hour', follower_count - week * 90 + (week % 3) * 40
    from blogs, generate_series(0, 10) week
    where username like ${`${PREFIX}%`} and follower_count is not null and week <> 4`.execute(db)
  await sql`
    insert into blog_posts (blog_id, platform_id, media_type, taken_at, location_name, hashtags, caption_text)
    select id, '1', 'photo', now(), ${text}, array['алматымама'], ${text} from blogs where username like ${`${PREFIX}%`}`.execute(
    db,
  )
  await sql`insert into saved_views (id, page, name, query, is_shared) values (${VIEW}::uuid, 'creators', ${text}, 'tier=10k_50k', true)`.execute(
    db,
  )
  await aPicture(db)
}

const aboutMothers = (text: string) => ({
  ...insightsIn(['ru', 'kk']),
  content: { ...insightsIn(['ru', 'kk']).content, primary_topic: text },
  life_situation: {
    has_children: true,
    children_age_group: 'toddler',
    relationship_status: null,
    is_young_parent: null,
  },
  audience_inference: {
    estimated_audience_gender: 'mostly_female',
    estimated_audience_age: '25-34',
    estimated_audience_geo: 'kz',
    geo_mentions: [text],
  },
})

async function aPicture(db: Db): Promise<void> {
  const { id } = await db
    .selectFrom('blogs')
    .select('id')
    .where('username', '=', `${PREFIX}aigerim`)
    .executeTakeFirstOrThrow()
  const background = { r: 196, g: 120, b: 90 }
  const bytes = await sharp({ create: { width: 80, height: 80, channels: 3, background } })
    .jpeg()
    .toBuffer()
  const sha256 = createHash('sha256').update(bytes).digest()
  const fetched = [{ name: 'avatar 1', position: 0, sha256, bytes, width: 80, height: 80 }]
  await db
    .transaction()
    .execute(async (tx) => await storeMedia(tx, blogSubject(id), { known: [], fetched }))
}

const asked = (question: string): string =>
  `/creators?${new URLSearchParams({ question }).toString()}`

export const creators: Filling = {
  fill,
  paths: [
    '/home/marketer',
    '/creators',
    '/creators?view=gallery&has_risk_flags=true',
    '/creators?tier=10k_50k,50k_500k&min_er=2&language=ru&sort=er',
    '/creators?category=none',
    '/creators?username=nobody.at.all',
    // A question that was read, one of which a word was left out, nonsense, and no word at all.
    asked('мамы в Алматы, қазақша 5k+ верблюжьи'),
    asked('mothers in Almaty 5k+'),
    asked('Астана 5k+ qwrtpzxcvb'),
    asked('qwrtp zxcvb'),
    asked('🙂🙂'),
    '/creators/add',
    '/creators/compare?ids=filled.aigerim,filled.zhanar,filled.kamila,filled.pending,nobody.at.all',
    '/creators/compare',
    '/creators/export',
    '/creators/views',
    '/creators/views/new?tier=10k_50k',
  ],
}
