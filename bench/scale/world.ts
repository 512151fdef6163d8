import { DRAWN_VALUES } from '../search/world.ts'
import { citiesOfWorld } from '../questions/world.ts'
import { CAPTIONS, PHRASES } from '../questions/phrases.ts'

/**
 * The world of bench:search, with what people ask for beside it: topics with phrases in three
 * languages, cities by how many live there, and numbers of posts, snapshots and pictures that
 * differ as those of accounts do. Everything follows from hashes of the creator's number.
 */

/** Slots of a hundred thousandth each, by which cities and topics are drawn. */
const SLOTS = 100_000

/** Parameters of `SCALE_TABLES`: rows of topics and of cities, as JSON. */
export function scaleRows(): [topics: string, cities: string] {
  const topics = Object.entries(PHRASES).flatMap(([category, phrases], at) =>
    (['en', 'ru', 'kk'] as const).map((language) => ({
      topic: at + 1,
      category,
      language,
      biography: phrases[language].slice(0, 2).join('\n'),
      caption: `${phrases[language][2]}\n${CAPTIONS[language][at % CAPTIONS[language].length]}`,
    })),
  )
  const cities = citiesOfWorld()
  const total = cities.reduce((sum, { share }) => sum + share, 0)
  let until = 0
  const slots = cities.map(({ city, share }) => ({
    id: city.id,
    ...city.names,
    low: Math.round((until / total) * SLOTS),
    high: Math.round(((until += share) / total) * SLOTS),
  }))
  return [JSON.stringify(topics), JSON.stringify(slots)]
}

/** Functions of a creator's number, after those of bench:search. */
export const SCALE_FUNCTIONS = `
-- Posts that are stored of a creator: 20 on average, one in a hundred has 60.
create function bench.post_count(n bigint) returns integer language sql immutable parallel safe
return least(60, greatest(1, round(17.5 * exp(0.62 * bench.normal(n, 200)))))::integer;

-- Scrapes of a creator: five on average, those of campaigns have many.
create function bench.scrape_count(n bigint) returns integer language sql immutable parallel safe
return least(60, greatest(1, round(3.4 * exp(0.85 * bench.normal(n, 210)))))::integer;

create function bench.language(n bigint) returns text language sql immutable parallel safe
return (array['ru', 'ru', 'ru', 'ru', 'ru', 'ru', 'kk', 'kk', 'en', 'en', 'uz', 'tr'])
  [1 + floor(12 * power(bench.draw(n, 82), 1.2))::integer];

-- The sentence of a caption; the number of the post is the creator's number and the post's place.
create function bench.sentence(n bigint, salt integer) returns integer language sql immutable parallel safe
return 1 + floor(100000 * bench.draw(n, salt))::integer;

create aggregate bench.together(tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '');
`

/**
 * Topics and cities; and the documents of sentences, because putting documents together takes a
 * fifth of the time of parsing the words of each creator again.
 */
export const SCALE_TABLES = [
  `create table bench.topics as
   select topic, category, language, biography, caption
   from jsonb_to_recordset($1::jsonb)
     as row (topic integer, category text, language text, biography text, caption text)`,
  `create table bench.cities as
   select row.* from jsonb_to_recordset($1::jsonb)
     as row (id integer, en text, ru text, kk text, low integer, high integer)`,
  `create table bench.city_slots as
   select slot, id, en, ru, kk from bench.cities, generate_series(low, high - 1) slot`,
  `alter table bench.city_slots add primary key (slot)`,
  `alter table bench.topics add primary key (topic, language)`,
  `create table bench.documents as
   select id, to_tsvector('pg_catalog.simple', text) as simple, to_tsvector('pg_catalog.russian', text) as russian,
     to_tsvector('pg_catalog.english', text) as english, derived.kazakh_words(text || ' ә') as kazakh
   from (select id, derived.comparable_text(text, 20000) as text from bench.sentences) sentences`,
  `alter table bench.documents add primary key (id)`,
  `insert into categories (name) select distinct category from bench.topics on conflict do nothing`,
  `analyze bench.topics, bench.city_slots, bench.documents`,
]

/** Captions whose words find a creator, beside that of its topic. */
const CAPTIONS_IN_DOCUMENT = 20

/** Creators $1 to $2 with their documents; persons first. */
export const SCALE_CREATORS = `
insert into blogs (
  id, person_id, username, platform_id, full_name, biography, follower_count, following_count, media_count,
  is_verified, is_business, business_category, er, er_posts, er_reels, er_reels_by_views, view_rate_by_followers,
  comments_per_like, posts_per_week, posts_last_28_days, engagement_spread, paid_post_share, engagement_trend,
  engagement_trend_per_30_days, er_percentile, follower_growth_7_days, follower_growth_30_days, risk_flags, languages,
  city_id, city, city_source, last_post_at, scraped_at, fully_scraped_at, update_due_at, scrape_status, source,
  ai_insights, ai_confidence, ai_version, ai_analyzed_at, created_at, search
)
select id, id, username, n::text, full_name, biography, follower_count,
  ${DRAWN_VALUES},
  case when has_city then city_id end, case when has_city then city end,
  case when has_city then (array['biography', 'biography', 'tagged',
    'inferred'])[1 + floor(4 * bench.draw(n, 221))::integer] end,
  case when measured then bench.today() - power(bench.draw(n, 66), 3) * interval '400 days' end,
  case when known then bench.today() - bench.draw(n, 67) * interval '90 days' end,
  case when known then bench.today() - bench.draw(n, 67) * interval '90 days' end,
  case when known then bench.today() + bench.draw(n, 222) * interval '60 days' end,
  case when known then (case when bench.draw(n, 68) < 0.9 then 'active' else (array['private', 'deleted', 'failed',
    'analyzing'])[1 + floor(4 * bench.draw(n, 69))::integer] end) else 'pending' end,
  (array['discover', 'discover', 'discover', 'manual', 'import'])[1 + floor(5 * bench.draw(n, 70))::integer],
  case when analyzed then jsonb_build_object(
    'content', jsonb_build_object('content_language', jsonb_build_array(language), 'primary_topic', category,
      'secondary_topics', '[]'::jsonb),
    'life_situation', jsonb_build_object('has_children', bench.draw(n, 223) < 0.4),
    'audience_inference', jsonb_build_object(
      'estimated_audience_gender', (array['mostly_female', 'mostly_female', 'mostly_male',
        'mixed'])[1 + floor(4 * bench.draw(n, 224))::integer],
      'estimated_audience_age', (array['18-24', '25-34', '25-34', '35-44',
        'mixed'])[1 + floor(5 * bench.draw(n, 225))::integer],
      'estimated_audience_geo', (array['kz', 'kz', 'kz', 'ru', 'uz',
        'cis_mixed'])[1 + floor(6 * bench.draw(n, 226))::integer]),
    'notes', words) end,
  case when analyzed then bench.draw(n, 71) end, case when analyzed then 1 end,
  case when analyzed then bench.today() end,
  bench.today() - n * interval '1 minute',
  case when known then derived.creator_document(username, full_name, biography, array[caption]) || captions end
from (
  select n, bench.blog_id(n) as id, bench.language(n) as language,
    bench.draw(n, 1) < 0.95 as known, bench.draw(n, 1) < 0.9 as measured, bench.draw(n, 1) < 0.9
      and bench.draw(n, 2) < 0.8 as reels,
    bench.draw(n, 1) < 0.85 as analyzed,
    case when bench.draw(n, 1) < 0.95 then exp(8.5 + 1.8 * bench.normal(n, 3))::integer end as follower_count,
    (select word from bench.words where rank = 6 + 10 * bench.zipf(n, 6, 1500)) || (array['_', '.',
      ''])[1 + floor(3 * bench.draw(n, 7))::integer] || (select word from bench.words
      where rank = 9 + 10 * bench.zipf(n, 8, 1500)) || n as username,
    (select word from bench.words where rank = 10 * bench.zipf(n, 9, 1500)) || ' ' || (select word
      from bench.words where rank = 1 + 10 * bench.zipf(n, 80, 1500)) as full_name,
    sentence.text as words, topic.category, topic.caption,
    bench.draw(n, 1) < 0.95 and bench.draw(n, 220) < 0.7 as has_city, city.id as city_id, city.en as city,
    case when bench.draw(n, 227) < 0.6 then topic.biography || E'\\n' else '' end
      || case when bench.draw(n, 220) < 0.5
        then case topic.language when 'ru' then city.ru when 'kk' then city.kk else city.en end || E'\\n' else '' end
      || sentence.text as biography,
    (
      select bench.together(simple order by place) || bench.together(russian order by place)
        || bench.together(english order by place)
        || case when topic.language = 'kk' then bench.together(kazakh order by place) else '' end
      from (
        select place, first.simple || second.simple as simple, first.russian || second.russian as russian,
          first.english || second.english as english, first.kazakh || second.kazakh as kazakh
        from generate_series(1, least(${CAPTIONS_IN_DOCUMENT}, bench.post_count(n))) place
        join bench.documents first on first.id = bench.sentence(n * 64 + place, 90)
        join bench.documents second on second.id = bench.sentence(n * 64 + place, 91)
      ) captions
    ) as captions
  from generate_series($1::bigint, $2::bigint) creator, lateral (select creator as n) each
  join bench.topics topic on topic.topic = bench.zipf(n, 228, (select max(topic) from bench.topics))
    and topic.language = case bench.language(n) when 'ru' then 'ru' when 'kk' then 'kk' else 'en' end
  join bench.city_slots city on city.slot = floor(${SLOTS} * bench.draw(n, 229))::integer
  join bench.sentences sentence on sentence.id = bench.sentence(n, 81)
) creators`

/** The posts of creators $1 to $2; the newest has the caption of the creator's topic. */
export const SCALE_POSTS = `
insert into blog_posts (
  blog_id, platform_id, code, caption_text, hashtags, mentions, sponsors, like_count, comment_count, play_count,
  media_type, product_type, location_id, location_name, music_title, music_artist, taken_at, is_paid_partnership
)
select bench.blog_id(creator), n::text, 'C' || to_hex(n),
  case when place = 1 then (
    select caption || E'\\n' from bench.topics
    where topic = bench.zipf(creator, 228, (select max(topic) from bench.topics))
      and language = case bench.language(creator) when 'ru' then 'ru' when 'kk' then 'kk' else 'en' end
  ) else '' end || first.text || E'\\n' || second.text,
  case floor(4 * bench.draw(n, 1))::integer
    when 0 then '{}'
    when 1 then array['tag' || bench.zipf(n, 2, 50000)]
    else array['tag' || bench.zipf(n, 2, 50000), 'tag' || bench.zipf(n, 3, 50000), 'tag' || bench.zipf(n, 4, 50000)]
  end,
  case when bench.draw(n, 5) < 0.2 then array['brand' || bench.zipf(n, 6, 20000)] else '{}' end,
  case when bench.draw(n, 7) < 0.02 then array['brand' || bench.zipf(n, 8, 500)] else '{}' end,
  case when bench.draw(n, 9) < 0.95 then exp(5 + 1.5 * bench.normal(n, 10))::integer end,
  exp(2 + bench.normal(n, 13))::integer,
  case when bench.draw(n, 16) < 0.4 then exp(8 + 1.5 * bench.normal(n, 17))::bigint end,
  case when bench.draw(n, 16) < 0.4 then 'video' else 'photo' end,
  case when bench.draw(n, 16) < 0.4 then 'clips' else 'feed' end,
  case when bench.draw(n, 20) < 0.25 then (1000000 + bench.zipf(n, 21, 5000))::text end,
  case when bench.draw(n, 20) < 0.25 then 'City ' || bench.zipf(n, 21, 5000) || ', Kazakhstan' end,
  case when bench.draw(n, 24) < 0.1 then 'Song ' || bench.zipf(n, 25, 10000) end,
  case when bench.draw(n, 24) < 0.1 then 'Artist ' || bench.zipf(n, 25, 3000) end,
  bench.today() - place * (1 + 9 * bench.draw(creator, 22)) * interval '1 day' - bench.draw(n, 23) * interval '1 day',
  bench.draw(n, 7) < 0.02
from generate_series($1::bigint, $2::bigint) creator, generate_series(1, bench.post_count(creator)) place,
  lateral (select creator * 64 + place as n) post
join bench.sentences first on first.id = bench.sentence(n, 90)
join bench.sentences second on second.id = bench.sentence(n, 91)
where bench.draw(creator, 1) < 0.95`

export const SCALE_SNAPSHOTS = `
insert into blog_snapshots (
  blog_id, scraped_at, is_full, follower_count, following_count, media_count, er, posts_per_week
)
select bench.blog_id(creator), bench.today() - place * interval '13 days' - bench.draw(n, 1) * interval '5 days',
  place % 3 = 0, exp(8.5 + 1.8 * bench.normal(creator, 3))::integer - place * 10, 500, 100,
  0.02 * exp(0.8 * bench.normal(n, 2)), 2
from generate_series($1::bigint, $2::bigint) creator, generate_series(1, bench.scrape_count(creator)) place,
  lateral (select creator * 64 + place as n) each
where bench.draw(creator, 1) < 0.95`

/** Up to two categories of bench:search, and the category of the topic as the primary one. */
export const SCALE_CATEGORIES = `
insert into blog_categories (blog_id, category_id, is_primary)
select bench.blog_id(creator), bench.blog_id(-bench.zipf(creator * 2 + place, 1, 60)), false
from generate_series($1::bigint, $2::bigint) creator, generate_series(0, 1) place
where bench.draw(creator, 1) < 0.85
union all
select bench.blog_id(creator), category.id, true
from generate_series($1::bigint, $2::bigint) creator
join bench.topics topic on topic.language = 'en'
  and topic.topic = bench.zipf(creator, 228, (select max(topic) from bench.topics))
join categories category on category.name = topic.category
where bench.draw(creator, 1) < 0.85
on conflict do nothing`

/** A profile picture and the picture of the newest post; a thousand different ones in all. */
export const SCALE_PICTURES = `
insert into media_uses (owner, name, sha256, position)
select 'blog:' || bench.blog_id(creator),
  case place when 0 then 'avatar ' || creator else 'post ' || creator * 64 + 1 end,
  sha256((creator % 1000)::text::bytea), place
from generate_series($1::bigint, $2::bigint) creator, generate_series(0, 1) place
where bench.draw(creator, 1) < 0.95`

export const SCALE_MEDIA = `
insert into media (sha256, bytes, width, height)
select sha256(n::text::bytea), decode(repeat(md5(n::text), 60), 'hex'), 512, 512 from generate_series(0, 999) n`

/** Lists beside the twenty of bench:search: the largest has 50,000 of the $1 creators. */
export const SCALE_LISTS = `
with made as (
  insert into lists (name) select 'campaign ' || n from generate_series(1, 200) n
  returning id, substr(name, 10)::integer as n
)
insert into list_members (list_id, blog_id, status, price, currency)
select id, bench.blog_id(1 + floor($1::bigint * bench.draw(made.n * 100000 + place, 2))::bigint),
  (array['candidate', 'candidate', 'contacted', 'agreed', 'published', 'rejected'])[1 + place % 6],
  case when place % 6 > 2 then 1000 * (1 + place % 50) end, case when place % 6 > 2 then 'KZT' end
from made, generate_series(1, 50000 / made.n) place on conflict do nothing`
