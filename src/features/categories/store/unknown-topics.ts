import { giveTopics, heedTopics, ignoreTopics } from './words.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { ConflictError } from '../../../base/errors.ts'
import type { TopicDecision, TopicDecisions, UnknownTopicRow } from '../topic-view.ts'
import { findCategory } from './categories.ts'
import { changeTaxonomy } from './taxonomy.ts'
import { rematchTopics } from './topics.ts'

/**
 * Returns topics without a category, those of most creators first; either those that wait for a
 * person or those that are ignored.
 */
export async function listUnknownTopics(
  db: Db,
  query: {
    isIgnored: boolean
    limit: number
    after?: { creators: number; term: string } | undefined
  },
): Promise<UnknownTopicRow[]> {
  const { isIgnored, limit, after } = query
  const { rows } = await sql<UnknownTopicRow>`
    with page as materialized (
      select term, topic, creators, primary_creators, first_seen_at, last_seen_at, example_blog_ids
      from derived.unknown_topics
      where is_ignored = ${isIgnored}
        and ${
          after
            ? sql`(creators < ${after.creators} or (creators = ${after.creators}
          and term > ${after.term}))`
            : sql`true`
        }
      order by creators desc, term
      limit ${limit}
    )
    select page.*, array(
        select b.username from unnest(page.example_blog_ids) with ordinality e (id, place)
        join shared.blogs b on b.id = e.id order by e.place
      ) as example_usernames
    from page
    order by creators desc, term`.execute(db)
  return rows
}

/**
 * Makes a topic a synonym of a category, whatever it was before. Throws NoSuchRecordError, and
 * ConflictError when it is the name of another category.
 */
export async function mapTopic(db: Db, topic: string, category: string): Promise<TopicDecision> {
  return await decide(db, topic, async (tx, term) => {
    const { id } = await findCategory(tx, category)
    await refuseName(tx, term, id)
    await giveTopics(tx, [{ term, topic }], id)
  })
}

/** Excludes a topic from all categories. Throws ConflictError when it is the name of one. */
export async function ignoreTopic(db: Db, topic: string): Promise<TopicDecision> {
  return await decide(db, topic, async (tx, term) => {
    await refuseName(tx, term, null)
    await ignoreTopics(tx, [{ term, topic }])
  })
}

/** Stops ignoring a topic; it is matched like any other. */
export async function unignoreTopic(db: Db, topic: string): Promise<TopicDecision> {
  return await decide(db, topic, async (tx, term) => {
    await heedTopics(tx, [{ term }])
  })
}

/** Changes what a topic means, and says what that is afterwards. */
async function decide(
  db: Db,
  topic: string,
  change: (tx: Tx, term: string) => Promise<void>,
): Promise<TopicDecision> {
  return await changeTaxonomy(db, async (tx) => {
    const term = await termOf(tx, topic)
    await change(tx, term)
    const creators = await rematchTopics(tx, { terms: [term] })
    const { rows } = await sql<Pick<TopicDecision, 'category' | 'is_ignored'>>`
      select c.name as category, exists (select from ignored_topics where term = ${term}) as is_ignored
      from derived.match_topics(array[${topic}]::text[]) m
      left join categories c on c.id = m.category_id`.execute(tx)
    return { topic, category: null, is_ignored: false, ...rows[0], creators }
  })
}

async function termOf(tx: Tx, topic: string): Promise<string> {
  const { rows } = await sql<{ term: string }>`select topic_term(${topic}) as term`.execute(tx)
  return rows[0]?.term ?? topic
}

/** Fails when a term is the name of a category other than the one with this id. */
async function refuseName(tx: Tx, term: string, id: string | null): Promise<void> {
  const { rows } = await sql<{ id: string; name: string }>`
    select c.id, c.name from category_synonyms n
    join categories c on c.id = n.category_id and c.name = n.synonym
    where n.term = ${term} and c.id is distinct from ${id}::uuid`.execute(tx)
  const [holder] = rows
  if (!holder) return
  const reason = nameOf(holder.name)
  throw new ConflictError(reason, [
    { field: 'topic', reason, code: 'name_of_category', candidates: [holder] },
  ])
}

const nameOf = (category: string): string =>
  `it is the name of the category '${category}', which can be merged or renamed`

/**
 * `category` makes them its synonyms; null ignores them, undefined has them matched like any other.
 */
export type ManyTopics = { topics: readonly string[]; category: string | null | undefined }

type Named = { term: string; topic: string; holder: string | null }

/**
 * Does the same as mapTopic, ignoreTopic and unignoreTopic for many topics, but matches all topics
 * again only once. Skips names of other categories and reports them. Throws NoSuchRecordError.
 */
export async function decideTopics(
  db: Db,
  { topics, category }: ManyTopics,
): Promise<TopicDecisions> {
  return await changeTaxonomy(db, async (tx) => {
    const target = typeof category === 'string' ? await findCategory(tx, category) : null
    const named = await nameHolders(tx, topics, target?.id ?? null)
    const isUnmapped = category === undefined
    const refused = isUnmapped ? [] : named.filter(({ holder }) => holder !== null)
    const taken = isUnmapped ? named : named.filter(({ holder }) => holder === null)
    const terms = taken.map(({ term }) => term)
    if (target) await giveTopics(tx, taken, target.id)
    else if (category === null) await ignoreTopics(tx, taken)
    else await heedTopics(tx, taken)
    const creators = await rematchTopics(tx, { terms })
    return {
      topics: taken.length,
      creators,
      category: target?.name ?? null,
      refused: refused.map(({ topic, holder }) => ({ topic, reason: nameOf(holder ?? '') })),
    }
  })
}

/** Returns each term once, with the other category whose name it is. */
async function nameHolders(tx: Tx, topics: readonly string[], id: string | null): Promise<Named[]> {
  const { rows } = await sql<Named>`
    select distinct on (input.term) input.term, input.topic, (
        select c.name from category_synonyms n
        join categories c on c.id = n.category_id and c.name = n.synonym
        where n.term = input.term and c.id is distinct from ${id}::uuid
      ) as holder
    from (
      select topic_term(topic) as term, topic, place from unnest(${topics}::text[]) with ordinality t (topic, place)
    ) input
    order by input.term, input.place`.execute(tx)
  return rows
}
