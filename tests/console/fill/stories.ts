import { sql } from 'kysely'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import type { Db } from '../../../src/db/handles.ts'
import { storeStories } from '../../../src/features/stories/index.ts'
import { shrinkImage } from '../../../src/media/shrink-image.ts'
import { ID } from './creator.ts'
import type { Filling } from './index.ts'

export const STORY_LIST = '0198c1a5-0000-7000-8000-00000000c0a1'
export const STORY = '0198c1a5-0000-7000-8000-00000000c0b1'

const HOUR = 3_600_000
const SIZE = { width: 270, height: 480 }

/** Stories of a creator of a list that asks for them: live and expired, with and without picture. */
async function fill(db: Db, text: string): Promise<void> {
  await sql`
    insert into lists (id, name) values (${STORY_LIST}, ${`S ${text.slice(0, 60)} stories`})
    on conflict (id) do update set name = excluded.name`.execute(db)
  await sql`insert into story_lists (list_id) values (${STORY_LIST}) on conflict do nothing`.execute(
    db,
  )
  await sql`
    insert into list_members (list_id, blog_id) values (${STORY_LIST}, ${ID}) on conflict do nothing`.execute(
    db,
  )
  const { rows } = await sql<{ now: Date }>`select world_now() as now`.execute(db)
  const now = rows[0]?.now.getTime() ?? 0
  const stories = [2, 11, 20, 40].map((hours, at) => ({
    platformId: `s${at}`,
    takenAt: new Date(now - hours * HOUR),
    expiresAt: new Date(now - (hours - 24) * HOUR),
    mediaType: at === 1 ? ('video' as const) : ('photo' as const),
    pictureUrl: null,
    mentions: at === 3 ? [] : ['brand'],
    links: at === 3 ? [] : ['https://brand.kz/sale'],
    hashtags: at === 3 ? [] : ['brand'],
    stickers: at === 3 ? [] : [text],
  }))
  const pictures = await Promise.all(
    ['s0', 's1', 's2'].map(async (platformId) => ({
      platformId,
      ...(await shrinkImage(
        await makePicture(platformId, SIZE, { kind: 'post', topic: 'beauty', gender: 'female' }),
      )),
    })),
  )
  await db.transaction().execute(async (tx) => {
    await storeStories(tx, ID, stories, pictures)
    await sql`update blog_stories set id = ${STORY} where platform_id = 's0'`.execute(tx)
  })
  await fillNumbers(db)
}

/** Meta's numbers of the first story, whose creator the team had connected. */
async function fillNumbers(db: Db) {
  await sql`delete from own_media_sync where username = 'story.owner'`.execute(db)
  await sql`
    with sync as (
      insert into own_media_sync (connection_id, username, next_list_at, next_insights_at, ended_at)
      values (uuidv7(), 'story.owner', 'infinity', 'infinity', world_now()) returning connection_id
    )
    insert into own_stories (connection_id, platform_id, blog_id, story_id, taken_at, tried_at, read_at, metrics)
    select connection_id, '18' || platform_id, blog_id, platform_id, taken_at, taken_at + interval '1 hour',
      taken_at + interval '1 hour', '{"reach": 940, "views": 1205, "replies": 3, "navigation": 610}'
    from sync, blog_stories where id = ${STORY}`.execute(db)
}

export const stories: Filling = {
  fill,
  paths: ['/stories', `/stories?list=${STORY_LIST}`, '/stories?live=true', `/stories/${STORY}`],
}
