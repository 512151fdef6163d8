import pg from 'pg'
import { dropIndexes } from '../search/fill.ts'
import type { WorldCreator } from './world.ts'

const CHUNK = 2_000

/** Stores the creators of the world as the scrape and the analysis do, each so many times. */
export async function fillWorld(
  url: string,
  world: readonly WorldCreator[],
  copies: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    const indexes = await dropIndexes(client, ['blogs', 'blog_categories'])
    for (let from = 0; from < world.length; from += CHUNK)
      await client.query(INSERT, [JSON.stringify(world.slice(from, from + CHUNK))])
    if (copies > 1) await client.query(COPY, [copies])
    for (const index of indexes) await client.query(index)
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

const INSERT = `
  with input as (
    select uuidv7() as id, uuidv7() as person_id, row.*
    from jsonb_to_recordset($1::jsonb) as row (
      username text, full_name text, biography text, captions text[], languages text[],
      follower_count integer, is_verified boolean, category text, city_id integer, city text,
      city_source text
    )
  ), people as (
    insert into persons (id) select person_id from input
  ), creators as (
    insert into blogs (
      id, person_id, username, source, scrape_status, full_name, biography, languages,
      follower_count, is_verified, city_id, city, city_source, search
    )
    select
      id, person_id, username, 'discover', 'active', full_name, biography, languages,
      follower_count, is_verified, city_id, city, city_source,
      derived.creator_document(username, full_name, biography, captions)
    from input
  )
  insert into blog_categories (blog_id, category_id, is_primary)
  select input.id, categories.id, true from input join categories on categories.name = input.category`

/** Other creators with the same words, and other followers. */
const COPY = `
  with input as (
    select uuidv7() as new_id, uuidv7() as new_person, copy, blogs.id as original, blogs.*
    from blogs cross join generate_series(2, $1::integer) copy
  ), people as (
    insert into persons (id) select new_person from input
  ), creators as (
    insert into blogs (
      id, person_id, username, source, scrape_status, full_name, biography, languages,
      follower_count, is_verified, city_id, city, city_source, search
    )
    select
      new_id, new_person, username || '_' || copy, source, scrape_status, full_name, biography,
      languages, (follower_count * (0.5 + random()))::integer, is_verified, city_id, city,
      city_source, search
    from input
  )
  insert into blog_categories (blog_id, category_id, is_primary)
  select input.new_id, category_id, is_primary
  from input join blog_categories on blog_categories.blog_id = input.original`
