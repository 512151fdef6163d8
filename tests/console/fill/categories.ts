import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

export const CATEGORY = '0198c1a5-0000-7000-8000-00000000c001'

/** A category with words and a guessed topic, and topics that fit none. */
async function fill(db: Db, text: string) {
  await sql`delete from blogs where username like 'topical.%'`.execute(db)
  await sql`delete from ignored_topics where topic like 'dull%'`.execute(db)
  await sql`delete from category_synonyms where category_id = ${CATEGORY}::uuid`.execute(db)
  await sql`delete from categories where id = ${CATEGORY}::uuid`.execute(db)
  await sql`insert into categories (id, name) values (${CATEGORY}::uuid, 'beekeeping')`.execute(db)
  await sql`
    insert into category_synonyms (synonym, category_id) select w, ${CATEGORY}::uuid
    from unnest(array['beekeeping', 'пчеловодство', ${`hive ${text}`}]::text[]) w on conflict do nothing`.execute(
    db,
  )
  await sql`
    with people as (insert into persons select from generate_series(1, 5) returning id),
    places as (select id, row_number() over () as n from people),
    made as (
      insert into blogs (person_id, username, source) select id, 'topical.' || n, 'manual' from places returning id, username
    )
    insert into blog_topics (blog_id, topic, term, place, category_id, matched_by, similarity, first_seen_at, last_seen_at)
    select made.id, t.topic, topic_term(t.topic), t.place, t.category, case when t.category is not null then 'similarity' end,
      case when t.category is not null then 0.62 end, now() - interval '40 days', now() - t.place * interval '3 hours'
    from made
    join lateral (values
        ('apitherapy', 0, null::uuid, 5), (${`falconry ${text}`.slice(0, 100)}, 1, null::uuid, 4), ('yurt building', 2, null::uuid, 2),
        ('dull days', 3, null::uuid, 3), ('beekeepin', 4, ${CATEGORY}::uuid, 2)
      ) t (topic, place, category, most) on right(made.username, 1)::int <= t.most`.execute(db)
  await sql`
    insert into blog_categories (blog_id, category_id, is_primary)
    select distinct blog_id, category_id, false from blog_topics where category_id = ${CATEGORY}::uuid`.execute(
    db,
  )
  await sql`insert into ignored_topics (term, topic) values (topic_term('dull days'), 'dull days')`.execute(
    db,
  )
}

export const categories: Filling = {
  fill,
  paths: [
    '/categories',
    '/categories/new',
    `/categories/${CATEGORY}`,
    `/categories/${CATEGORY}/edit`,
    `/categories/${CATEGORY}/merge`,
    `/categories/${CATEGORY}/delete`,
    '/categories/topics',
    '/categories/topics?ignored=true',
    '/categories/topics/map?id=apitherapy',
  ],
}
