import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'

export type StoryList = {
  list_id: string
  name: string
  /** Null while the list does not ask for stories. */
  since: Date | null
  is_campaign: boolean
  members: number
  stories: number
}

/** Whether a list asks for stories, and what is stored. Throws NoSuchRecordError. */
export async function getStoryList(db: Db, listId: string): Promise<StoryList> {
  const { rows } = await sql<StoryList>`
    select list.id as list_id, list.name, ask.since, list.is_campaign,
      (select count(*)::int from shared.list_members where list_id = list.id) as members,
      (select count(*)::int from blog_stories story
        where story.blog_id in (select blog_id from shared.list_members where list_id = list.id)) as stories
    from shared.lists list left join story_lists ask on ask.list_id = list.id
    where list.id = ${listId}::uuid`.execute(db)
  const [row] = rows
  if (!row) throw new NoSuchRecordError('no such list')
  return row
}

/** Switches the stories of a list on or off; stored ones stay. Throws NoSuchRecordError. */
export async function setStoryList(db: Db, listId: string, isOn: boolean): Promise<StoryList> {
  return await db.transaction().execute(async (tx) => {
    if (isOn) {
      await sql`
        insert into story_lists (list_id) select id from shared.lists where id = ${listId}::uuid
        on conflict (list_id) do nothing`.execute(tx)
    } else {
      await sql`delete from story_lists where list_id = ${listId}::uuid`.execute(tx)
    }
    return await getStoryList(tx, listId)
  })
}
