import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Tx } from '../../../db/handles.ts'
import { isUuid } from '../../../base/text.ts'
import { ListName } from '../list-view.ts'

/** The list that a text means, by id or by name in any case, or why it can mean none. */
export type FoundList = { id: string; name: string } | { reason: string }

/**
 * Finds the lists that texts mean, and makes those that do not exist, with few statements whatever their number. Marks
 * them as changed and keeps others from changing them until the transaction ends. Gives what each text means, and the
 * names of those that were made.
 */
export async function ensureLists(
  tx: Tx,
  texts: readonly string[],
): Promise<{ lists: Map<string, FoundList>; created: string[] }> {
  const asked = [...new Set(texts)]
  const named = asked.map((text) => ({ text, ...nameIn(text) }))
  const names = named.flatMap((each) => ('name' in each ? [each.name] : []))
  const { rows: made } = await sql<{ name: string }>`
    insert into lists (name)
    select distinct on (lower(name)) name from unnest(${names}::text[]) as n (name)
    order by lower(name)
    on conflict (lower(name)) do nothing
    returning name`.execute(tx)
  const ids = named.flatMap((each) => ('id' in each ? [each.id] : []))
  const { rows: found } = await sql<{ asked: string; id: string; name: string }>`
    with found as materialized (
      select n.name as asked, list.id, list.name
      from unnest(${names}::text[]) as n (name) join lists list on lower(list.name) = lower(n.name)
      union all
      select id::text, id, name from lists where id = any (${ids}::uuid[])
    ),
    locked as materialized (
      select id from lists where id in (select id from found) order by id for no key update
    ),
    touched as (update lists set updated_at = world_now() where id in (select id from locked))
    select asked, id, name from found`.execute(tx)
  const byAsked = new Map(found.map((row) => [row.asked, { id: row.id, name: row.name }]))
  const lists = new Map(
    named.map((each): [string, FoundList] => {
      if ('reason' in each) return [each.text, { reason: each.reason }]
      const list = byAsked.get('name' in each ? each.name : each.id)
      return [each.text, list ?? { reason: 'has the id of no list' }]
    }),
  )
  return { lists, created: made.map(({ name }) => name) }
}

function nameIn(text: string): { id: string } | { name: string } | { reason: string } {
  if (isUuid(text)) return { id: text.toLowerCase() }
  const { data, error } = ListName.safeParse(text)
  return data === undefined
    ? { reason: error?.issues[0]?.message ?? 'is no name of a list' }
    : { name: data }
}

/** Puts creators into lists; a note replaces the one that is there, null leaves it. Of one named twice the last note counts. */
export async function putIntoLists(
  tx: Tx,
  members: readonly { listId: string; blogId: string; note: string | null }[],
): Promise<void> {
  if (members.length === 0) return
  const rows = members.map(({ listId, blogId, note }, place) => ({
    list_id: listId,
    blog_id: blogId,
    note,
    place,
  }))
  await sql`
    insert into list_members as member (list_id, blog_id, note)
    select distinct on (list_id, blog_id) list_id, blog_id, note
    from jsonb_to_recordset(${jsonb(rows)}) as given (list_id uuid, blog_id uuid, note text, place integer)
    order by list_id, blog_id, note is null, place desc
    on conflict (list_id, blog_id) do update set note = coalesce(excluded.note, member.note)`.execute(
    tx,
  )
}
