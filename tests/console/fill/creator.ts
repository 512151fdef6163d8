import { sql } from 'kysely'
import { jsonb } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'
import { storePictures } from './pictures.ts'

export const CREATOR = 'mama.almaty'
export const ID = '0198c1a5-0000-7000-8000-00000000c001'
const OTHER = '0198c1a5-0000-7000-8000-00000000c002'

const insightsWith = (text: string) => ({
  content: {
    evidence: [
      { field: 'primary_topic', quote: text, post_id: null },
      { field: 'content_tone', quote: text, post_id: '7001' },
      { field: 'content_tone', quote: null, post_id: '1' },
    ],
    primary_topic: text.slice(0, 100),
    secondary_topics: [text.slice(0, 100)],
    content_language: ['ru', text.slice(0, 100)],
    content_tone: 'positive',
    posts_in_russian: true,
    posts_in_kazakh: null,
  },
  audience_inference: {
    evidence: [],
    estimated_audience_gender: 'mostly_female',
    estimated_audience_age: null,
    estimated_audience_geo: null,
    geo_mentions: [],
  },
  commercial: {
    // As answers were stored before quotes for "no" were dropped.
    evidence: [{ field: 'has_brand_collaborations', quote: 'I love my dog', post_id: null }],
    has_brand_collaborations: false,
    detected_brand_categories: [],
    has_affiliate_links: null,
    ad_frequency: 'rare',
  },
  unsupported: ['commercial.ad_frequency'],
  confidence: 0.8,
  notes: text,
})

const RISKS = {
  er_far_below_peers: { value: 0.0012, posts: 12, creators: 40, low: 0.01, high: 0.08 },
  follower_spike: {
    from_followers: 10_000,
    to_followers: 15_000,
    from_at: '2026-01-01T00:00:00.000Z',
    to_at: '2026-01-20T00:00:00.000Z',
    growth: 0.5,
    threshold: 0.2,
    er_before: 0.03,
    er_after: 0.02,
  },
}

/** A creator with all that its page shows, and another profile of the same person. */
async function fill(db: Db, text: string) {
  await sql`delete from blogs where id in (${ID}, ${OTHER})`.execute(db)
  await sql`
    with person as (insert into persons default values returning id)
    insert into blogs (id, person_id, username, source, full_name, biography, external_url, bio_links, business_category,
      follower_count, following_count, media_count, er, er_posts, er_percentile, er_reels_posts, view_rate_by_followers,
      view_rate_by_followers_posts, posts_per_week, engagement_trend, engagement_trend_per_30_days, engagement_trend_low,
      engagement_trend_high, engagement_trend_posts, risk_flags, risk_evidence, languages, scrape_status, scraped_at,
      fully_scraped_at, last_post_at, ai_insights, ai_confidence, ai_version, ai_analyzed_at, city_id, city, city_source, city_posts)
    select case n when 1 then ${ID}::uuid else ${OTHER}::uuid end, person.id,
      case n when 1 then ${CREATOR} else 'mama.second' end, 'discover', ${text}, ${text}, ${text},
      jsonb_build_array(jsonb_build_object('url', 'https://example.com/shop', 'title', ${text}::text),
        jsonb_build_object('url', ${text}::text, 'title', null)),
      ${text}, 24000, 310, 500, 0.0342, 12, 83, 2, 0.4, 9, 3.5, 'stable', 0.02, -0.1, 0.14, 14,
      ${Object.keys(RISKS)}::text[], ${jsonb(RISKS)}, '{ru,kk}', 'active', world_now() - interval '2 hours',
      world_now() - interval '3 days', world_now() - interval '1 day', ${jsonb(insightsWith(text))}, 0.8, 2, world_now(),
      1526384, 'Almaty', 'tagged', 11
    from person, generate_series(1, 2) n`.execute(db)
  await sql`
    insert into ai_insights (blog_id, version, insights, confidence, model, prompt_version, created_at)
    select ${ID}::uuid, n, ${jsonb(insightsWith(text))}, 0.8, ${text}, ${text}, world_now() - (2 - n) * interval '9 days'
    from generate_series(1, 2) n`.execute(db)
  await sql`
    insert into blog_posts (blog_id, platform_id, code, media_type, caption_text, like_count, comment_count, play_count,
      is_paid_partnership, is_pinned, advertising, taken_at)
    select ${ID}::uuid, (7000 + n)::text, case when n < 29 then 'C0de_' || n else ${text}::text end, 'video',
      case when n % 5 = 0 then null else ${text}::text end, case when n % 3 = 0 then null else n * 1000 end, n, n * 20000,
      n % 4 = 0, n = 1,
      case when n % 7 = 0 then jsonb_build_object('signs', '[]'::jsonb, 'brands',
        jsonb_build_array(jsonb_build_object('brand', ${text}::text, 'by', 'label', 'quote', ${text}::text))) end,
      date_trunc('second', world_now()) - n * interval '20 hours'
    from generate_series(1, 30) n`.execute(db)
  await sql`
    insert into blog_snapshots (blog_id, scraped_at, follower_count, er, er_posts)
    select ${ID}::uuid, world_now() - n * interval '7 days', 24000 - n * 150, 0.03 + n / 1000.0, 12
    from unnest(array[0, 1, 2, 4, 5]) n`.execute(db)
  await sql`
    insert into tier_benchmarks (metric, tier, creators, percentiles)
    values ('er', '10k_50k', 64, array(select n / 2000.0::double precision from generate_series(0, 100) n))
    on conflict (metric, tier) do update set creators = 64, percentiles = excluded.percentiles`.execute(
    db,
  )
  await sql`delete from lists where name = 'Autumn'`.execute(db)
  await sql`
    with made as (insert into lists (name) values ('Autumn') returning id)
    insert into list_members (list_id, blog_id, status, price, currency, note)
    select id, ${ID}::uuid, 'agreed', 149.90, 'USD', ${text} from made`.execute(db)
  await storePictures(db, {
    blogId: ID,
    posts: Array.from({ length: 20 }, (_, at) => String(7001 + at)),
    topic: 'motherhood',
  })
  await sql`delete from scrape_tasks where subject = ${`blog:${ID}`}`.execute(db)
  await sql`
    insert into scrape_tasks (task_type, status, priority, payload, subject, started_at, completed_at, error_code, error_message, attempts)
    values ('full_scrape', 'failed', 5, '{}', ${`blog:${ID}`}, world_now(), world_now(), 'transient', ${text}, 3)`.execute(
    db,
  )
}

export const creator: Filling = {
  fill,
  paths: [
    '',
    '/overview',
    '/posts',
    '/insights',
    '/insights?version=1',
    '/team',
    '/list',
    '/category',
    '/analyze',
    '/join',
    '/part',
    '/erase',
  ].map((part) => `/creators/${CREATOR}${part}`),
}
