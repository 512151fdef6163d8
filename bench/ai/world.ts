import { worldFunctions } from '../search/world.ts'

/** Sentences of captions and biographies, by language and topic. */
const SENTENCES = [
  'Сегодня с малышом гуляли в парке, и мама наконец выпила горячий кофе',
  'Новый рецепт: вкусный завтрак за десять минут, который едят даже дети',
  'Наше путешествие в Турцию было лучшим отпуском за последние годы',
  'Показываю свой уход за кожей и любимую косметику этой осени',
  'Тренировка дня: спорт дома, без зала и дорогих абонементов',
  'Собрала стильный образ на каждый день, платье и удобные кроссовки',
  'Рассказываю, как открыла свой бизнес и чему меня научили ошибки',
  'Сделали ремонт в гостиной, теперь уют начинается прямо с порога',
  'Наша собака Бублик снова спит на диване и не хочет идти гулять',
  'Поставила новую музыку для поездки, концерт был в субботу вечером',
  'Алматыда бүгін күн жылы, балаларымен бірге саябаққа бардық',
  'Дәмді тамақ дайындаймыз: жаңа рецепт пен кеңестер сізге арналған',
  'Қыздарға арналған сұлулық құпиялары мен күнделікті күтім туралы айтамын',
  'Жаттығу жасаймыз, спортпен шұғылдану денсаулыққа өте пайдалы',
  'Отбасымызбен саяхатқа шықтық, Шымкентте қонақта болдық',
  'Білім алу ешқашан кеш емес, бүгінгі сабақты бірге қайталаймыз',
  'New recipe on the blog today: one pan, ten minutes and happy kids',
  'My favourite makeup and skincare for a busy morning with a toddler',
  'We packed our bags for a trip to Istanbul and the flight was early',
  'Workout at home with no equipment, the gym can wait until Monday',
  'Outfit of the day: a simple dress, boots and my mother’s old coat',
  'How I started a small business and what the first year has taught me',
  'Our puppy has learned to open the door and nothing is safe any more',
  'This lesson is for everybody who thinks that it is too late to learn',
] as const

const TAGS = [
  'алматы',
  'мама',
  'рецепт',
  'kazakhstan',
  'beauty',
  'ootd',
  'travel',
  'reels',
] as const

const quoted = (texts: readonly string[]): string =>
  texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')

const POSTS = 20
const HIGHLIGHTS = 3
const IMAGES = 10
const DAY = `interval '1 day'`

/** Functions of the world; creator `n` has the id `bench.blog_id(n)`. */
export const WORLD_FUNCTIONS = `${worldFunctions('2026-11-01')}
-- A sentence, another one for each number and salt.
create function bench.sentence(n bigint, salt integer) returns text language sql immutable parallel safe
return (array[${quoted(SENTENCES)}])[1 + floor(${SENTENCES.length} * bench.draw(n, salt))::integer];

create function bench.tag(n bigint, salt integer) returns text language sql immutable parallel safe
return (array[${quoted(TAGS)}])[1 + floor(${TAGS.length} * bench.draw(n, salt))::integer];
`

/** Creators $1 to $2, scraped, with a pending analysis. */
export const CREATORS = [
  `insert into persons (id) select bench.blog_id(n) from generate_series($1::bigint, $2::bigint) n`,
  `insert into blogs (
    id, person_id, username, platform_id, full_name, biography, follower_count, following_count, media_count,
    is_verified, is_business, er, er_reels, engagement_trend, posts_per_week, languages, scraped_at, fully_scraped_at,
    last_post_at, scrape_status, source
  )
  select bench.blog_id(n), bench.blog_id(n), bench.word(bench.zipf(n, 1, 20000)) || '_' || n, n::text,
    initcap(bench.word(bench.zipf(n, 2, 20000))), bench.sentence(n, 3) || E'\\n' || bench.sentence(n, 4),
    exp(8.5 + 1.8 * bench.normal(n, 5))::integer, 400, 300, false, bench.draw(n, 6) < 0.4, 0.03, 0.04, 'stable', 3,
    array['ru'], now(), now(), now() - ${DAY}, 'analyzing', 'manual'
  from generate_series($1::bigint, $2::bigint) n`,
  `insert into blog_posts (
    blog_id, platform_id, code, caption_text, hashtags, mentions, tagged_users, like_count, comment_count, play_count,
    media_type, product_type, location_name, music_title, music_artist, taken_at, created_at, is_paid_partnership
  )
  select bench.blog_id(creator), (3000000000000000000 + n)::text, 'C' || to_hex(n),
    bench.sentence(n, 1) || '. ' || bench.sentence(n, 2) || E'\\n' || bench.sentence(n, 3) || ' #' || bench.tag(n, 4)
      || ' @brand' || bench.zipf(n, 5, 20000),
    array[bench.tag(n, 4)], array['brand' || bench.zipf(n, 5, 20000)],
    case when bench.draw(n, 6) < 0.3 then array['friend' || bench.zipf(n, 7, 20000)] else '{}' end,
    exp(5 + 1.5 * bench.normal(n, 8))::integer, exp(2 + bench.normal(n, 11))::integer,
    case when place % 3 = 0 then exp(8 + 1.5 * bench.normal(n, 14))::bigint end,
    case when place % 3 = 0 then 'video' else 'photo' end, case when place % 3 = 0 then 'clips' else 'feed' end,
    case when bench.draw(n, 17) < 0.25 then 'Алматы' end,
    case when place % 3 = 0 then 'Song ' || place end, case when place % 3 = 0 then 'Artist' end,
    now() - place * 3 * ${DAY}, now() - ${DAY}, false
  from generate_series($1::bigint, $2::bigint) creator, generate_series(1, ${POSTS}) place,
    lateral (select creator * ${POSTS} + place as n) post`,
  `insert into blog_highlights (blog_id, platform_id, title, media_count, story_mentions)
  select bench.blog_id(creator), (creator * ${HIGHLIGHTS} + place)::text, bench.tag(creator, place), 10,
    array['shop' || bench.zipf(creator, 20 + place, 5000)]
  from generate_series($1::bigint, $2::bigint) creator, generate_series(1, ${HIGHLIGHTS}) place`,
]

/** Ten pictures for each of creators $1 to $2. */
export const CREATOR_IMAGES = `
with numbered as (select sha256, row_number() over (order by sha256) - 1 as number, count(*) over () as count
  from media)
insert into media_uses (owner, name, sha256, position)
select 'blog:' || bench.blog_id(creator), case place when 0 then 'avatar ' else 'post ' end || place, sha256, place
from generate_series($1::bigint, $2::bigint) creator, generate_series(0, ${IMAGES - 1}) place
join numbered on true
where number = (creator * 7 + place * 13) % count`

/** Analyses of creators $1 to $2, as a scrape enqueues them. */
export const ANALYSES = `
insert into scrape_tasks_open (task_type, priority, payload, subject, dedupe_key, created_at, due_at)
select 'ai_analysis', 3, jsonb_build_object('blog_id', id), 'blog:' || id, id::text, now() - ${DAY}, now() - ${DAY}
from (select bench.blog_id(n) as id from generate_series($1::bigint, $2::bigint) n) creator`
