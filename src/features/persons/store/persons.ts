import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import type { Db } from '../../../db/handles.ts'
import { selectBlogs } from '../../blogs/index.ts'

/** A person with everything that they own here, the profiles with the most followers first. */
export async function showPerson(db: Db, named: string) {
  const person = await getPerson(db, named)
  const blogs = await selectBlogs(db)
    .where('blog.person_id', '=', person.id)
    .orderBy(sql`blog.follower_count desc nulls last, blog.id`)
    .execute()
  return { ...person, blogs }
}

type PersonRow = { id: string; full_name: string | null; created_at: Date }

/**
 * The person with this id, or the owner of the blog with this id or username (lower case).
 * Throws NoSuchRecordError.
 */
async function getPerson(db: Db, named: string): Promise<PersonRow> {
  const { rows } = await sql<PersonRow>`
    select id, full_name, created_at from shared.persons
    where ${
      isUuid(named)
        ? sql`id in (
            select ${named}::uuid union all select person_id from shared.blogs where id = ${named}::uuid
          )`
        : sql`id = (select person_id from shared.blogs where platform = 'instagram' and username = ${named})`
    }`.execute(db)
  const [person] = rows
  if (!person) throw new NoSuchRecordError(`no person ${named}`)
  return person
}
