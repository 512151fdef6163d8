import { sql, type RawBuilder } from 'kysely'
import type { CreatorIdentity } from '../../../creators/identity.ts'
import type { Tx } from '../../../db/handles.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { ErasureRule } from '../../erasure-rule.ts'
import type { CreatorAddress } from '../../erasures.ts'

export type Identified = CreatorIdentity & { blogIds: string[] }

type Known = { blog_id: string | null; platform_id: string | null; username: string | null }

/**
 * `~` begins a placeholder: for a name that another creator has taken over, or for an unknown id.
 */
const isName = (username: string): boolean => !username.startsWith('~')

/**
 * Returns all names and ids of a creator: its blog, what discoveries and relation checks have seen
 * of it, and its blog under another name by its id. Throws NoSuchRecordError for the id of a blog
 * that does not exist; names and ids need not be known.
 */
export async function identify(
  tx: Tx,
  rules: readonly ErasureRule[],
  address: CreatorAddress,
): Promise<Identified> {
  const condition = conditionOf(address)
  const blogs = await findBlogs(tx, sql`platform = 'instagram' and ${condition}`)
  if ('blogId' in address && blogs.length === 0)
    throw new NoSuchRecordError(`no blog ${address.blogId}`)
  const names = {
    blog_id: null,
    platform_id: 'platformId' in address ? address.platformId : null,
    username: 'username' in address ? address.username : null,
  }
  const met = blogs.length > 0 ? blogs : await lastNameOf(tx, rules, condition)
  const known = [names, ...met]
  known.push(...(await idsUnder(tx, rules, namesOf(known).platformIds)))
  const ids = blogs.flatMap(({ blog_id }) => blog_id ?? [])
  const blogIds = await findBlogIds(tx, { blogIds: ids, ...namesOf(known) })
  known.push(...(await findBlogs(tx, sql`id = any (${blogIds}::uuid[])`)))
  return { blogIds, ...namesOf(known) }
}

const namesOf = (known: readonly Known[]) => ({
  platformIds: distinct(known.flatMap(({ platform_id }) => platform_id ?? []).filter(isName)),
  usernames: distinct(known.flatMap(({ username }) => username ?? []).filter(isName)),
})

/**
 * Returns the condition on blogs and sightings alike; the one by the id of a blog fits blogs only.
 */
function conditionOf(address: CreatorAddress) {
  if ('blogId' in address) return sql`id = ${address.blogId}::uuid`
  return 'username' in address
    ? sql`username = ${address.username}`
    : sql`platform_id = ${address.platformId}`
}

const findBlogs = async (tx: Tx, condition: RawBuilder<unknown>): Promise<Known[]> =>
  (
    await sql<Known>`
      select id as blog_id, platform_id, username from shared.blogs where ${condition}`.execute(tx)
  ).rows

/**
 * The names that discoveries and relation checks have seen with these ids, unless they are the
 * names of other blogs by now.
 */
async function idsUnder(
  tx: Tx,
  rules: readonly ErasureRule[],
  platformIds: readonly string[],
): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select distinct null as blog_id, s.platform_id, s.username
    from (${sightings(rules, sql`platform_id = any (${platformIds}::text[])`)}) s
    where not exists (
      select from shared.blogs b
      where b.platform = 'instagram' and b.username = s.username and b.platform_id <> s.platform_id
    )`.execute(tx)
  return rows
}

/**
 * Returns the given blogs, and all others under these ids, or under these names and no other id.
 */
export async function findBlogIds(
  tx: Tx,
  { blogIds, platformIds, usernames }: Identified,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from shared.blogs
    where platform = 'instagram' and platform_id = any (${platformIds}::text[])
    union
    select id from shared.blogs
    where platform = 'instagram' and username = any (${usernames}::text[])
      and (platform_id is null or platform_id = any (${platformIds}::text[]))`.execute(tx)
  return distinct([...blogIds, ...rows.map(({ id }) => id)])
}

/** Names change hands: of a name, only who was seen with it last. */
async function lastNameOf(
  tx: Tx,
  rules: readonly ErasureRule[],
  condition: RawBuilder<unknown>,
): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select null as blog_id, platform_id, username from (${sightings(rules, condition)}) s
    order by observed_at desc
    limit 1`.execute(tx)
  return rows
}

/** Selects the sightings of creators: under which name and when, by all tables that have them. */
function sightings(rules: readonly ErasureRule[], condition: RawBuilder<unknown>) {
  const queries = rules.flatMap((rule) => {
    if (!('ids' in rule) || rule.observedAt === undefined) return []
    const at = sql.ref(rule.observedAt)
    return sql<Known>`
      select platform_id, username, ${at} as observed_at from ${sql.table(rule.table)}
      where platform_id is not null and username is not null and ${at} is not null
        and ${rule.only ?? sql`true`} and ${condition}`
  })
  const none = sql`select null as platform_id, null as username, null as observed_at where false`
  return sql.join([none, ...queries], sql` union all `)
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)]
