import { sql } from 'kysely'
import { jsonb, type Tx } from '../../db/database.ts'

/** The topics that a creator's insights name. */
export type Topics = { blogId: string; primary: string; secondary: readonly string[] }

/** One spelling for all that differ only in case, width or spaces. */
export function categoryName(topic: string): string {
  return topic.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

/** Replaces the categories of these blogs by their topics, making categories that are new. At most one entry a blog. */
export async function storeCategories(tx: Tx, topics: readonly Topics[]): Promise<void> {
  if (topics.length === 0) return
  const links = topics.flatMap(linksOf)
  const names = [...new Set(links.map((link) => link.name))].sort()
  // In one order everywhere, so that two batches that make the same categories do not wait for each other in a circle.
  await sql`
    insert into categories (name) select name from unnest(${names}::text[]) as n (name) order by name
    on conflict (name) do nothing`.execute(tx)
  await tx
    .deleteFrom('blog_categories')
    .where('blog_id', '=', sql<string>`any(${topics.map((each) => each.blogId)}::uuid[])`)
    .execute()
  await sql`
    insert into blog_categories (blog_id, category_id, is_primary)
    select link.blog_id, c.id, link.is_primary
    from jsonb_to_recordset(${jsonb(links)}) as link (blog_id uuid, name text, is_primary boolean)
    join categories c using (name)`.execute(tx)
}

type Link = { blog_id: string; name: string; is_primary: boolean }

function linksOf({ blogId, primary, secondary }: Topics): Link[] {
  const first = categoryName(primary)
  const others = new Set(secondary.map(categoryName))
  others.delete(first)
  others.delete('')
  const link = (name: string, is_primary: boolean): Link => ({ blog_id: blogId, name, is_primary })
  return [
    ...(first === '' ? [] : [link(first, true)]),
    ...[...others].map((name) => link(name, false)),
  ]
}
