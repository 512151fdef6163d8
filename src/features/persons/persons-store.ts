import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import { isUuid } from '../../base/text.ts'
import { selectBlogs, type BlogRow } from '../blogs/index.ts'

type PersonRow = { id: string; full_name: string | null; created_at: Date }

/** A person by its id, or by the id or username (lower case) of a blog of theirs. Throws NoSuchRecordError. */
export async function getPerson(db: Db, named: string): Promise<PersonRow> {
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

/** Everything that a person owns here, the profiles with the most followers first. */
export const blogsOf = async (db: Db, personId: string): Promise<BlogRow[]> =>
  await selectBlogs(db)
    .where('blog.person_id', '=', personId)
    .orderBy(sql`blog.follower_count desc nulls last, blog.id`)
    .execute()
