import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

export const PROJECT = '0198c1a5-0000-7000-8000-00000000c001'
const EMPTY_PROJECT = '0198c1a5-0000-7000-8000-00000000c002'
const VERSIONS = ['1', '2', '3'].map(
  (n) => `0198c1a5-0000-7000-8000-00000000c1${n.padStart(2, '0')}`,
)
export const CONNECTION = '0198c1a5-0000-7000-8000-00000000c201'
export const POSTS = ['1', '2'].map(
  (n) => `0198c1a5-0000-7000-8000-00000000c3${n.padStart(2, '0')}`,
)

/** A project with a measured version, one that is too young, and one without a post; and an empty project. */
async function fill(db: Db, text: string) {
  await sql`delete from projects where id in (${PROJECT}, ${EMPTY_PROJECT})`.execute(db)
  await sql`delete from own_media_sync where connection_id = ${CONNECTION}`.execute(db)
  await sql`
    insert into projects (id, name, note, last_number) values
      (${PROJECT}, ${`Shoes ${text}`.slice(0, 200)}, ${text}, 3), (${EMPTY_PROJECT}, 'Nothing', null, 0)`.execute(
    db,
  )
  await sql`
    insert into project_versions (id, project_id, number, title, script, length_seconds, predicted)
    select unnest(${VERSIONS}::uuid[]), ${PROJECT}, generate_series(1, 3), ${text.slice(0, 200)}, ${text}, 20,
      '{"views": 1000, "reach": 800, "retention": 0.5, "saves": 40, "follows": 5}'`.execute(db)
  await sql`
    insert into own_media_sync (connection_id, username) values (${CONNECTION}, 'brand')`.execute(
    db,
  )
  await sql`
    insert into own_media (id, connection_id, platform_id, permalink, shortcode, type, caption, published_at)
    select id, ${CONNECTION}, n::text, 'https://www.instagram.com/reel/SHOES' || n || '/', 'SHOES' || n, 'REEL', ${text},
      world_now() - make_interval(days => case n when 1 then 10 when 2 then 1 else 3 end)
    from (values (${POSTS[0]}::uuid, 1), (${POSTS[1]}::uuid, 2), (uuidv7(), 3)) as post (id, n)`.execute(
    db,
  )
  await sql`
    insert into media_insights (media_id, collected_at, metrics)
    select id, published_at + make_interval(hours => age),
      jsonb_build_object('views', 20 * age, 'reach', 15 * age, 'saved', 1, 'ig_reels_avg_watch_time', 7000)
    from own_media cross join unnest(array[1, 6, 20, 60]) age
    where connection_id = ${CONNECTION} and published_at + make_interval(hours => age) < world_now()`.execute(
    db,
  )
  await sql`
    insert into bindings (version_id, media_id, kind) values
      (${VERSIONS[0]}, ${POSTS[0]}, 'manual'), (${VERSIONS[1]}, ${POSTS[1]}, 'tagged')`.execute(db)
}

export const projects: Filling = {
  fill,
  paths: [
    '/projects',
    '/projects/new',
    `/projects/${PROJECT}`,
    `/projects/${EMPTY_PROJECT}`,
    `/projects/${PROJECT}/edit`,
    `/projects/${PROJECT}/delete`,
    `/projects/${PROJECT}/versions/new`,
    `/projects/${PROJECT}/versions/v1`,
    `/projects/${PROJECT}/versions/v1/edit`,
    `/projects/${PROJECT}/versions/v3/delete`,
  ],
}
