import { sql } from 'kysely'
import { jsonb, type Tx } from '../../db/database.ts'
import { plainName } from './plain-name.ts'
import { holdTaxonomy } from './taxonomy-lock.ts'

/** The topics that a creator's insights name. */
export type Topics = { blogId: string; primary: string; secondary: readonly string[] }

/**
 * Replaces the topics of these blogs, matches them to categories (docs/categories.md) and links the blogs to those. At most
 * one entry a blog; the caller holds the blogs. Until the transaction ends categories cannot be changed.
 */
export async function storeTopics(tx: Tx, creators: readonly Topics[]): Promise<void> {
  if (creators.length === 0) return
  await holdTaxonomy(tx)
  const blogIds = creators.map((each) => each.blogId)
  await sql`
    with named as materialized (
      select * from jsonb_to_recordset(${jsonb(creators.flatMap(entriesOf))})
        as e (blog_id uuid, topic text, place smallint)
    ),
    matched as materialized (
      select * from derived.match_topics(array(select distinct topic from named))
    ),
    entry as materialized (
      select distinct on (blog_id, term) *
      from named join matched using (topic)
      order by blog_id, term, place
    ),
    gone as (
      delete from blog_topics t
      where t.blog_id = any(${blogIds}::uuid[])
        and not exists (select from entry e where e.blog_id = t.blog_id and e.term = t.term)
    )
    insert into blog_topics (blog_id, topic, term, place, category_id, matched_by, similarity)
    select blog_id, topic, term, place, category_id, matched_by, similarity from entry
    on conflict (blog_id, term) do update set
      topic = excluded.topic, place = excluded.place, category_id = excluded.category_id,
      matched_by = excluded.matched_by, similarity = excluded.similarity, last_seen_at = excluded.last_seen_at`.execute(
    tx,
  )
  await linkToCategories(tx, blogIds)
}

function entriesOf({ blogId, primary, secondary }: Topics) {
  return [primary, ...secondary].flatMap((text, place) => {
    const topic = plainName(text)
    return topic === '' ? [] : [{ blog_id: blogId, topic, place }]
  })
}

/** Which topics a change of categories is about; whatever is not matched exactly is looked at in any case. */
export type Affected = { terms?: readonly string[]; categoryIds?: readonly string[] }

type Rematch = {
  topic: string
  term: string
  category_id: string | null
  matched_by: string | null
  similarity: number | null
}

/**
 * Matches topics again after a change, so that what is stored is what storing it now would give. Returns how many blogs
 * got other categories for it. Only within `changeTaxonomy`.
 */
export async function rematchTopics(
  tx: Tx,
  { terms = [], categoryIds = [] }: Affected,
): Promise<number> {
  const { rows: changes } = await sql<Rematch>`
    with matched as materialized (
      select * from derived.match_topics(array(
        select topic from blog_topics where category_id is null or matched_by in ('similarity', 'words')
        union select topic from blog_topics where term = any(${terms}::text[])
        union select topic from blog_topics where category_id = any(${categoryIds}::uuid[])
      ))
    )
    select * from matched m
    where exists (
      select from blog_topics t
      where t.term = m.term and t.topic = m.topic
        and (t.category_id, t.matched_by, t.similarity)
          is distinct from (m.category_id, m.matched_by, m.similarity)
    )`.execute(tx)
  if (changes.length === 0) return 0
  const change = sql`jsonb_to_recordset(${jsonb(changes)})
    as change (topic text, term text, category_id uuid, matched_by text, similarity real)`
  // Blogs before their topics, as whoever erases a blog takes them; in the other order the two could wait for each other.
  await sql`
    select id from blogs
    where id in (select t.blog_id from blog_topics t join ${change} using (term, topic))
    order by id for key share`.execute(tx)
  const { rows } = await sql<{ blog_id: string }>`
    with moved as (
      update blog_topics t
      set category_id = change.category_id, matched_by = change.matched_by, similarity = change.similarity
      from ${change}
      where t.term = change.term and t.topic = change.topic
      returning t.blog_id, old.category_id is distinct from new.category_id as is_other
    )
    select distinct blog_id from moved where is_other`.execute(tx)
  await linkToCategories(
    tx,
    rows.map((row) => row.blog_id),
  )
  return rows.length
}

/** Makes the categories of these blogs those of their topics; the primary topic's is the primary one. */
async function linkToCategories(tx: Tx, blogIds: readonly string[]): Promise<void> {
  await sql`delete from blog_categories where blog_id = any(${blogIds}::uuid[])`.execute(tx)
  await sql`
    insert into blog_categories (blog_id, category_id, is_primary)
    select blog_id, category_id, bool_or(place = 0)
    from blog_topics
    where blog_id = any(${blogIds}::uuid[]) and category_id is not null
    group by blog_id, category_id`.execute(tx)
}
