import { sql } from 'kysely'
import { lockExclusive } from '../../../../db/locks.ts'
import type { Tx } from '../../../../db/handles.ts'
import { ConflictError, NoSuchRecordError } from '../../../../base/errors.ts'

/** Profiles of one person; who joins more has joined people. */
export const MAX_BLOGS_OF_PERSON = 50

/**
 * Joins the people who own these blogs into one person, with all blogs of theirs: the person of the
 * first blog stays, and retains its name. Returns its id. Throws NoSuchRecordError when a blog is
 * gone, and ConflictError when they are too many.
 */
export async function joinPersons(tx: Tx, blogIds: readonly string[]): Promise<string> {
  await lockExclusive(tx, 'persons')
  const { rows } = await sql<{ id: string; person_id: string }>`
    select id, person_id from blogs
    where person_id in (select person_id from blogs where id = any (${blogIds}::uuid[]))
    order by id
    for update`.execute(tx)
  const personOf = new Map(rows.map((row) => [row.id, row.person_id]))
  const [keeper, ...others] = new Set(
    blogIds.map((id) => {
      const personId = personOf.get(id)
      if (personId === undefined) throw new NoSuchRecordError(`no blog ${id}`)
      return personId
    }),
  )
  if (keeper === undefined) throw new NoSuchRecordError('no blog is named')
  if (others.length === 0) return keeper
  if (rows.length > MAX_BLOGS_OF_PERSON) {
    const reason = `are profiles of one person with ${rows.length} in all; at most ${MAX_BLOGS_OF_PERSON} are joined`
    throw new ConflictError(`blogs: ${reason}`, [
      { field: 'blogs', reason, code: 'too_many', limits: { max: MAX_BLOGS_OF_PERSON } },
    ])
  }
  await sql`
    update blogs set person_id = ${keeper}::uuid where person_id = any (${others}::uuid[])`.execute(
    tx,
  )
  await sql`
    update persons set full_name = (
      select full_name from persons
      where id = any (${others}::uuid[]) and full_name is not null order by created_at, id limit 1
    )
    where id = ${keeper}::uuid and full_name is null`.execute(tx)
  await sql`delete from persons where id = any (${others}::uuid[])`.execute(tx)
  return keeper
}

/**
 * Gives a blog a person of its own, unless it is the only one of its person. Returns the id of its
 * person. Throws NoSuchRecordError.
 */
export async function partBlog(tx: Tx, blogId: string): Promise<string> {
  await lockExclusive(tx, 'persons')
  const { rows } = await sql<{ person_id: string; blogs: number }>`
    select b.person_id, (select count(*)::int from blogs o where o.person_id = b.person_id) as blogs
    from blogs b where b.id = ${blogId}::uuid
    for update`.execute(tx)
  const [found] = rows
  if (!found) throw new NoSuchRecordError(`no blog ${blogId}`)
  if (found.blogs === 1) return found.person_id
  const { rows: made } = await sql<{ id: string }>`
    insert into persons (full_name) select full_name from blogs where id = ${blogId}::uuid
    returning id`.execute(tx)
  const [own] = made
  if (!own) throw new NoSuchRecordError(`no blog ${blogId}`)
  await sql`update blogs set person_id = ${own.id}::uuid where id = ${blogId}::uuid`.execute(tx)
  await renamePersons(tx, [found.person_id])
  return own.id
}

/**
 * The name of a person was that of its first blog: of these, which have lost blogs, it becomes that
 * of the first left.
 */
export async function renamePersons(tx: Tx, personIds: readonly string[]): Promise<void> {
  await sql`
    update persons p
    set full_name = (
      select b.full_name from blogs b where b.person_id = p.id order by b.created_at, b.id limit 1
    )
    where p.id = any (${personIds}::uuid[])`.execute(tx)
}

/**
 * Joins the owners of two blogs that have turned out to be one profile: people who were joined with
 * the removed blog become one person with the owner of the other. The caller has locked both blogs.
 */
export async function joinOwners(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  const { rows } = await sql<{ left: string }>`
    with owners as materialized (
      select f.person_id as left, i.person_id as kept from blogs f, blogs i
      where f.id = ${from}::uuid and i.id = ${into}::uuid and f.person_id <> i.person_id
    )
    update blogs b set person_id = owners.kept from owners where b.person_id = owners.left
    returning owners.left`.execute(tx)
  await removePersonsWithoutBlogs(
    tx,
    rows.map((row) => row.left),
  )
}

/** Removes those of these persons who have no blog; returns how many. */
export async function removePersonsWithoutBlogs(
  tx: Tx,
  personIds: readonly string[],
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from persons p
    where p.id = any (${personIds}::uuid[]) and not exists (select from blogs b where b.person_id = p.id)`.execute(
    tx,
  )
  return Number(numAffectedRows)
}
