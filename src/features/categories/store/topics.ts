import { sql } from 'kysely'
import { jsonb, storableText } from '../../../db/database.ts'
import type { Tx } from '../../../db/handles.ts'
import { lockTaxonomyShared, plainName } from './taxonomy.ts'

/** The topics that a creator's insights name. */
export type Topics = { blogId: string; primary: string; secondary: readonly string[] }

/** The meaning of a topic; see derived.match_topics. */
type Match = {
  topic: string
  term: string
  category_id: string | null
  matched_by: string | null
  similarity: number | null
}

/** Matches of one transaction by topic, so that what many creators are about is matched once. */
export type KnownTopics = Map<string, Match>
const MAX_KNOWN = 20_000

/**
 * Replaces the topics of these blogs, matches them to categories (docs/categories.md) and links the
 * blogs to those. At most one entry a blog; the caller has locked the blogs. Until the transaction
 * ends categories cannot be changed; a caller that stores many times in it passes the same `known`.
 */
export async function storeTopics(
  tx: Tx,
  creators: readonly Topics[],
  known: KnownTopics = new Map(),
): Promise<void> {
  if (creators.length === 0) return
  await lockTaxonomyShared(tx)
  const blogIds = creators.map((each) => each.blogId)
  const named = creators.map((each) => ({ blogId: each.blogId, topics: topicsOf(each) }))
  await learn(tx, known, new Set(named.flatMap(({ topics }) => topics)))
  const entries = named.flatMap(({ blogId, topics }) => entriesOf(blogId, topics, known))
  const entry = sql`jsonb_to_recordset(${jsonb(entries)}) as entry (
    blog_id uuid, topic text, term text, place smallint, category_id uuid, matched_by text, similarity real
  )`
  await sql`
    delete from blog_topics t
    where t.blog_id = any(${blogIds}::uuid[])
      and not exists (select from ${entry} where entry.blog_id = t.blog_id and entry.term = t.term)`.execute(
    tx,
  )
  await sql`
    insert into blog_topics (blog_id, topic, term, place, category_id, matched_by, similarity, first_seen_at,
      last_seen_at)
    select blog_id, topic, term, place, category_id, matched_by, similarity, now, now
    from ${entry}, (select world_now() as now) clock
    on conflict (blog_id, term) do update set
      topic = excluded.topic, place = excluded.place, category_id = excluded.category_id,
      matched_by = excluded.matched_by, similarity = excluded.similarity, last_seen_at = excluded.last_seen_at`.execute(
    tx,
  )
  await linkToCategories(tx, blogIds)
}

const topicsOf = ({ primary, secondary }: Topics): string[] =>
  [primary, ...secondary].map((text) => plainName(storableText(text).toWellFormed()))

/** Matches those of these topics that are not known yet. */
async function learn(tx: Tx, known: KnownTopics, topics: ReadonlySet<string>): Promise<void> {
  const added = [...topics].filter((topic) => topic !== '' && !known.has(topic))
  if (added.length === 0) return
  const { rows } = await sql<Match>`
    select * from derived.match_topics(${added}::text[])`.execute(tx)
  if (known.size > MAX_KNOWN)
    for (const topic of known.keys()) if (!topics.has(topic)) known.delete(topic)
  for (const match of rows) known.set(match.topic, match)
}

/** A creator's topics with their places, each term once. */
function entriesOf(blogId: string, topics: readonly string[], known: KnownTopics) {
  const entries = new Map<string, Match & { blog_id: string; place: number }>()
  for (const [place, topic] of topics.entries()) {
    const match = known.get(topic)
    if (match && !entries.has(match.term))
      entries.set(match.term, { ...match, blog_id: blogId, place })
  }
  return [...entries.values()]
}

/**
 * The topics that a change of categories is about; topics that are not matched exactly are matched
 * again in any case.
 */
export type Affected = { terms?: readonly string[]; categoryIds?: readonly string[] }

/**
 * Matches topics again after a change, so that what is stored is what storing it now would give.
 * Returns how many blogs got other categories for it. Only within `changeTaxonomy`.
 */
export async function rematchTopics(
  tx: Tx,
  { terms = [], categoryIds = [] }: Affected,
): Promise<number> {
  const { rows: changes } = await sql<Match>`
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
  // Blogs before their topics, in the order in which an erasure locks them; in the other order the
  // two could wait for each other.
  await sql`
    select id from shared.blogs
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

/**
 * Sets the categories of these blogs to those of their topics and the manual one. The manual
 * category is the primary one; without it, the primary topic's is.
 */
export async function linkToCategories(tx: Tx, blogIds: readonly string[]): Promise<void> {
  await sql`delete from blog_categories where blog_id = any(${blogIds}::uuid[])`.execute(tx)
  await sql`
    insert into blog_categories (blog_id, category_id, is_primary)
    select blog_id, category_id, bool_or(is_primary)
    from (
      select t.blog_id, t.category_id, t.place = 0 and manual.blog_id is null as is_primary
      from blog_topics t left join manual_categories manual on manual.blog_id = t.blog_id
      where t.blog_id = any(${blogIds}::uuid[]) and t.category_id is not null
      union all
      select blog_id, category_id, true from manual_categories where blog_id = any(${blogIds}::uuid[])
    ) linked
    group by blog_id, category_id`.execute(tx)
}

/** Takes all blogs out of a category. */
export async function unlinkCategory(tx: Tx, categoryId: string): Promise<void> {
  await tx.deleteFrom('blog_categories').where('category_id', '=', categoryId).execute()
}
