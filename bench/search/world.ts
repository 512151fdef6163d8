/**
 * A reproducible world of creators: everything follows from hashes of the creator's number. Words,
 * hashtags, brands, places and categories follow Zipf's law, counts and rates are log-normal, and
 * hidden values and those not scraped yet are null.
 */
export const worldFunctions = (today: string): string => `
create schema bench;

-- The day on which the world was made.
create function bench.today() returns timestamptz language sql immutable parallel safe return timestamptz '${today}';

-- From 0 up to 1; another one for each salt.
create function bench.draw(n bigint, salt integer) returns double precision language sql immutable parallel safe
return ((hashint8extended(n, salt) >> 11) & 9007199254740991)::double precision / 9007199254740992;

-- Mean 0, deviation 1.
create function bench.normal(n bigint, salt integer) returns double precision language sql immutable parallel safe
return 2 * (bench.draw(n, salt) + bench.draw(n, salt + 1) + bench.draw(n, salt + 2) - 1.5);

-- From 1 to size; twice as often half the number.
create function bench.zipf(n bigint, salt integer, size integer) returns integer language sql immutable parallel safe
return floor(power(size, bench.draw(n, salt)))::integer;

create function bench.blog_id(n bigint) returns uuid language sql immutable parallel safe
return (lpad(to_hex(1760000000000 + n * 250), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
  || substr(md5(n::text), 4, 15))::uuid;

-- A word by its rank: six of ten are Cyrillic. Long words are rare.
create function bench.word(rank integer) returns text language sql immutable parallel safe
return (
  select string_agg(
    case when rank % 10 < 6
      then (array['ма','ло','ни','ра','ка','шко','ты','де','во','зи','пре','сту','гу','бле','хо','ня','ще','юр','эта','жи'])[1 + (rank / power(20, place)::integer % 20 * 7 + 3 * place) % 20]
      else (array['ma','lo','ni','ra','sto','che','ty','de','vo','zi','pre','stu','gu','ble','ho','nya','ing','ur','eta','ji'])[1 + (rank / power(20, place)::integer % 20 * 7 + 3 * place) % 20]
    end, '' order by place)
  from generate_series(0, 2 + (rank > 8000)::integer) place
);
`

const WORDS = 20_000
const SENTENCES = 100_000
const WORDS_PER_SENTENCE = 8
const CATEGORIES = 60

/** Sentences of captions, and the categories. */
export const WORLD_TABLES = `
create table bench.words as select rank, bench.word(rank) as word from generate_series(1, ${WORDS}) rank;
create table bench.sentences as
select id, string_agg(word, ' ' order by place) as text
from generate_series(1, ${SENTENCES}) id, generate_series(1, ${WORDS_PER_SENTENCE}) place
join bench.words on true
where rank = bench.zipf(id, 100 + place, ${WORDS})
group by id;
alter table bench.sentences add primary key (id);
alter table bench.words add primary key (rank);
analyze bench.sentences, bench.words;
insert into categories (id, name)
select bench.blog_id(-n), 'category ' || n from generate_series(1, ${CATEGORIES}) n;
`

/** The counts, rates and flags of a creator, from `following_count` to `languages`. */
export const DRAWN_VALUES = `
  case when known then exp(6 + 0.9 * bench.normal(n, 10))::integer end,
  case when known then exp(5 + 1.1 * bench.normal(n, 13))::integer end,
  bench.draw(n, 20) < 0.02, bench.draw(n, 21) < 0.4,
  case when bench.draw(n, 22) < 0.4 then 'Business ' || bench.zipf(n, 23, 80) end,
  case when measured then 0.02 * exp(0.8 * bench.normal(n, 24)) end, case when measured then 18 end,
  case when reels then 0.03 * exp(0.9 * bench.normal(n, 27)) end,
  case when reels then 0.05 * exp(0.5 * bench.normal(n, 30)) end,
  case when reels then 0.5 * exp(0.9 * bench.normal(n, 33)) end,
  case when measured then 0.03 * exp(0.7 * bench.normal(n, 36)) end,
  case when measured then 2 * exp(0.8 * bench.normal(n, 39)) end,
  case when measured then exp(2 + 0.8 * bench.normal(n, 42))::integer - 1 end,
  case when measured then 0.5 * exp(0.4 * bench.normal(n, 45)) end,
  case when measured then greatest(0, round(bench.normal(n, 48) * 2) / 20) end,
  case when measured then (array['growing', 'stable', 'stable', 'declining',
    'insufficient'])[1 + floor(5 * bench.draw(n, 51))::integer] end,
  case when measured and bench.draw(n, 52) < 0.8 then 0.1 * bench.normal(n, 53) end,
  case when measured then floor(101 * bench.draw(n, 56))::integer end,
  case when measured and bench.draw(n, 57) < 0.5 then 0.005 * exp(bench.normal(n, 58)) - 0.004 end,
  case when measured and bench.draw(n, 57) < 0.7 then 0.02 * exp(bench.normal(n, 61)) - 0.015 end,
  case when bench.draw(n, 64) < 0.85 then '{}'::text[] else array[(array['follows_many', 'comments_far_from_peers',
    'er_far_below_peers', 'follower_spike', 'likes_too_uniform'])[bench.zipf(n, 65, 5)]] end,
  case when known then array[language] else '{}' end`

/** Creators $1 to $2 with their documents; persons first. */
export const CREATORS = `
insert into blogs (
  id, person_id, username, platform_id, full_name, biography, follower_count, following_count, media_count,
  is_verified, is_business, business_category, er, er_posts, er_reels, er_reels_by_views, view_rate_by_followers,
  comments_per_like, posts_per_week, posts_last_28_days, engagement_spread, paid_post_share, engagement_trend,
  engagement_trend_per_30_days, er_percentile, follower_growth_7_days, follower_growth_30_days, risk_flags, languages,
  last_post_at, scraped_at, fully_scraped_at, scrape_status, source, ai_insights, ai_confidence, ai_analyzed_at, created_at, search
)
select id, id, username, n::text, full_name, biography, follower_count,
  ${DRAWN_VALUES},
  case when measured then bench.today() - power(bench.draw(n, 66), 3) * interval '400 days' end,
  case when known then bench.today() - bench.draw(n, 67) * interval '90 days' end,
  case when known then bench.today() - bench.draw(n, 67) * interval '90 days' end,
  case when known then (case when bench.draw(n, 68) < 0.9 then 'active' else (array['private', 'deleted', 'failed',
    'analyzing'])[1 + floor(4 * bench.draw(n, 69))::integer] end) else 'pending' end,
  (array['discover', 'discover', 'discover', 'manual', 'import'])[1 + floor(5 * bench.draw(n, 70))::integer],
  case when analyzed then jsonb_build_object('content',
    jsonb_build_object('content_language', jsonb_build_array(language), 'primary_topic', 'motherhood'), 'notes',
    repeat('n', 300)) end,
  case when analyzed then bench.draw(n, 71) end, case when analyzed then bench.today() end,
  bench.today() - n * interval '1 minute',
  derived.creator_document(username, full_name, biography, captions)
from (
  select n, bench.blog_id(n) as id,
    bench.draw(n, 1) < 0.95 as known, bench.draw(n, 1) < 0.9 as measured, bench.draw(n, 1) < 0.9
      and bench.draw(n, 2) < 0.8 as reels,
    bench.draw(n, 1) < 0.85 as analyzed,
    case when bench.draw(n, 1) < 0.95 then exp(8.5 + 1.8 * bench.normal(n, 3))::integer end as follower_count,
    (select word from bench.words where rank = 6 + 10 * bench.zipf(creator, 6, 1500)) || (array['_', '.',
      ''])[1 + floor(3 * bench.draw(n, 7))::integer] || (select word from bench.words
      where rank = 9 + 10 * bench.zipf(creator, 8, 1500)) || n as username,
    (select word from bench.words where rank = 10 * bench.zipf(creator, 9, 1500)) || ' ' || (select word
      from bench.words where rank = 1 + 10 * bench.zipf(creator, 80, 1500)) as full_name,
    (select text from bench.sentences where bench.sentences.id = 1 + floor(${SENTENCES} * bench.draw(creator,
      81))::integer) as biography,
    (array['ru', 'ru', 'ru', 'ru', 'ru', 'ru', 'kk', 'kk', 'en', 'en', 'uz', 'tr'])[1 + floor(12 * power(bench.draw(n, 82), 1.2))::integer] as language,
    (select array_agg(first.text || E'\\n' || second.text order by place)
     from generate_series(1, 20) place
     join bench.sentences first on first.id = 1 + floor(${SENTENCES} * bench.draw(creator * 20 + place, 90))::integer
     join bench.sentences second on second.id = 1 + floor(${SENTENCES} * bench.draw(creator * 20 + place, 91))::integer
    ) as captions
  from generate_series($1::bigint, $2::bigint) creator, lateral (select creator as n) each
) creators`

/** The first posts of creators $1 to $2, with the captions of their documents. */
export const postsOf = (perCreator: number): string => `
insert into blog_posts (
  blog_id, platform_id, code, caption_text, hashtags, mentions, sponsors, like_count, comment_count, play_count,
  media_type, product_type, location_id, location_name, taken_at, is_paid_partnership
)
select bench.blog_id(creator), n::text, 'C' || to_hex(n), first.text || E'\\n' || second.text,
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
  bench.today() - place * (1 + 9 * bench.draw(creator, 22)) * interval '1 day' - bench.draw(n, 23) * interval '1 day',
  bench.draw(n, 7) < 0.02
from generate_series($1::bigint, $2::bigint) creator, generate_series(1, ${perCreator}) place,
  lateral (select creator * 20 + place as n) post
join bench.sentences first on first.id = 1 + floor(${SENTENCES} * bench.draw(n, 90))::integer
join bench.sentences second on second.id = 1 + floor(${SENTENCES} * bench.draw(n, 91))::integer`

/** Snapshots, highlights and categories of creators $1 to $2. */
export const SNAPSHOTS = `
insert into blog_snapshots (blog_id, scraped_at, follower_count, following_count, media_count, er, posts_per_week)
select bench.blog_id(creator), bench.today() - place * interval '21 days' - bench.draw(n, 1) * interval '5 days',
  exp(8.5 + 1.8 * bench.normal(creator, 3))::integer - place * 10, 500, 100, 0.02 * exp(0.8 * bench.normal(n, 2)), 2
from generate_series($1::bigint, $2::bigint) creator, generate_series(0, 4) place,
  lateral (select creator * 5 + place as n) each
where bench.draw(creator, 1) < 0.95`

export const HIGHLIGHTS = `
insert into blog_highlights (blog_id, platform_id, title, media_count, story_mentions)
select bench.blog_id(creator), n::text, 'Highlight', 10,
  case when bench.draw(n, 1) < 0.3 then array['brand' || bench.zipf(n, 2, 20000)] else '{}' end
from generate_series($1::bigint, $2::bigint) creator, generate_series(0, 2) place,
  lateral (select creator * 3 + place as n) each`

export const CREATOR_CATEGORIES = `
insert into blog_categories (blog_id, category_id, is_primary)
select bench.blog_id(creator), bench.blog_id(-bench.zipf(creator * 2 + place, 1, ${CATEGORIES})), place = 0
from generate_series($1::bigint, $2::bigint) creator, generate_series(0, 1) place
where bench.draw(creator, 1) < 0.85 on conflict do nothing`

/** Twenty lists of up to 2,000 of the $1 creators. */
export const LISTS = `
with made as (
  insert into lists (name) select 'list ' || n from generate_series(1, 20) n returning id, substr(name, 6)::integer as n
)
insert into list_members (list_id, blog_id)
select id, bench.blog_id(1 + floor($1::bigint * bench.draw(made.n * 10000 + place, 1))::bigint)
from made, generate_series(1, 100 * made.n) place on conflict do nothing`
