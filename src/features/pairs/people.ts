import { sql } from 'kysely'
import { parseCreatorAddress } from '../../creators/address.ts'
import type { Db } from '../../db/database.ts'
import { InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import { UUID, type PairPerson } from './pair-request.ts'
import type { NewPerson } from './pairs-store.ts'

/** What of somebody is asked for by name, id of the platform or id of a blog. */
type Given = { username: string } | { platformId: string } | { blogId: string }

type Known = {
  blog_id: string | null
  username: string | null
  platform_id: string | null
  named_at: Date | null
  trouble: string | null
  follower_count: number | null
  following_count: number | null
}

type Account = { username: string; platform_id: string | null }

export type NamedPairs = {
  people: NewPerson[]
  pairs: { a: number; b: number }[]
}

/**
 * Whom pairs name, each once, with what the database knows of them: creators, members and targets of lists that were read
 * less than `freshMs` ago (world time), accounts of the pool. Throws an InvalidInputError that names every faulty end of a pair.
 */
export async function identifyPairs(
  db: Db,
  asked: readonly { a: PairPerson; b: PairPerson }[],
  freshMs: number,
): Promise<NamedPairs> {
  const problems: FieldProblem[] = []
  const read = asked.map(({ a, b }, place) => ({
    a: readPerson(a, `pairs.${place}.a`, problems),
    b: readPerson(b, `pairs.${place}.b`, problems),
  }))
  const given = read.flatMap(({ a, b }) => [a, b]).filter((each) => each !== null)
  const known = await findKnown(db, given, freshMs)
  const accounts = await findAccounts(db, given, known)
  const people = new Map<string, NewPerson>()
  const numberOf = (each: Given | null, field: string): number => {
    if (each === null) return -1
    const found = known.get(givenKey(each))
    if ('blogId' in each && !found) {
      problems.push({ field, reason: 'there is no such blog' })
      return -1
    }
    const made = personOf(each, found, accounts)
    const key = made.platform_id === null ? `name ${made.username}` : `id ${made.platform_id}`
    const person = people.get(key) ?? { ...made, person: people.size }
    people.set(key, person)
    return person.person
  }
  const pairs = read.map(({ a, b }, place) => {
    const pair = { a: numberOf(a, `pairs.${place}.a`), b: numberOf(b, `pairs.${place}.b`) }
    if (pair.a === pair.b && pair.a >= 0)
      problems.push({ field: `pairs.${place}.b`, reason: 'is the same as a' })
    return pair
  })
  if (problems.length > 0)
    throw new InvalidInputError('some pairs are faulty', problems.slice(0, MOST_PROBLEMS))
  return { people: [...people.values()], pairs }
}

const MOST_PROBLEMS = 100

function readPerson(person: PairPerson, field: string, problems: FieldProblem[]): Given | null {
  if (typeof person !== 'string') return { platformId: person.platform_id }
  if (UUID.test(person.trim())) return { blogId: person.trim().toLowerCase() }
  const parsed = parseCreatorAddress(person)
  if ('username' in parsed) return parsed
  problems.push({ field, reason: parsed.reason })
  return null
}

const givenKey = (given: Given): string => {
  if ('username' in given) return `name ${given.username}`
  return 'platformId' in given ? `id ${given.platformId}` : `blog ${given.blogId}`
}

const UNKNOWN: Known = {
  blog_id: null,
  username: null,
  platform_id: null,
  named_at: null,
  trouble: null,
  follower_count: null,
  following_count: null,
}

function personOf(
  given: Given,
  known: Known = UNKNOWN,
  accounts: ReadonlyMap<string, Account>,
): Omit<NewPerson, 'person'> {
  const username = 'username' in given ? given.username : known.username
  const id = 'platformId' in given ? given.platformId : known.platform_id
  const named = 'username' in given ? accounts.get(`name ${given.username}`) : undefined
  const account = named ?? accounts.get(`id ${id}`)
  return {
    ...known,
    username: username ?? account?.username ?? null,
    platform_id: account?.platform_id ?? id,
    is_given_by_id: !('username' in given),
    account: account?.username ?? null,
  }
}

/** What is known of those that are asked for, by `givenKey`. Creators tell more than lists do. */
async function findKnown(
  db: Db,
  given: readonly Given[],
  freshMs: number,
): Promise<Map<string, Known>> {
  const names = given.flatMap((each) => ('username' in each ? [each.username] : []))
  const ids = given.flatMap((each) => ('platformId' in each ? [each.platformId] : []))
  const blogIds = given.flatMap((each) => ('blogId' in each ? [each.blogId] : []))
  const since = sql`(select world_now()) - make_interval(secs => ${freshMs / 1000})`
  const members = await sql<Known>`
    select null as blog_id, username, platform_id, created_at as named_at, null as trouble, null::int as follower_count,
      null::int as following_count
    from relation_members
    where (username = any (${names}::text[]) or platform_id = any (${ids}::text[])) and created_at > ${since}
    order by created_at`.execute(db)
  const targets = await sql<Known>`
    select blog_id, username, platform_id, started_at as named_at, null as trouble, null::int as follower_count,
      null::int as following_count
    from relation_checks
    where (username = any (${names}::text[]) or platform_id = any (${ids}::text[]))
      and username is not null and platform_id is not null and started_at > ${since}
    order by started_at`.execute(db)
  const blogs = await sql<Known & { is_name_fresh: boolean }>`
    select id as blog_id, username, platform_id, scraped_at as named_at, follower_count, following_count,
      coalesce(scraped_at > ${since}, false) as is_name_fresh,
      case when scraped_at > ${since} then
        case scrape_status
          when 'private' then 'target_private' when 'restricted' then 'target_restricted' when 'deleted' then 'target_gone'
        end
      end as trouble
    from blogs
    where platform = 'instagram' and (
      username = any (${names}::text[]) or platform_id = any (${ids}::text[]) or id = any (${blogIds}::uuid[])
    )`.execute(db)
  const known = new Map<string, Known>()
  const fresh = [...members.rows, ...targets.rows].map((each) => ({ ...each, is_name_fresh: true }))
  for (const { is_name_fresh, ...each } of [...fresh, ...blogs.rows]) {
    // Whoever had a name long ago may have passed it on.
    const named = is_name_fresh ? each : { ...UNKNOWN, username: each.username }
    if (each.username !== null && (is_name_fresh || !known.has(`name ${each.username}`)))
      known.set(`name ${each.username}`, named)
    if (each.platform_id !== null) known.set(`id ${each.platform_id}`, each)
    if (each.blog_id !== null) known.set(`blog ${each.blog_id}`, each)
  }
  return known
}

/** The accounts in service among them, by name and by id. */
async function findAccounts(
  db: Db,
  given: readonly Given[],
  known: ReadonlyMap<string, Known>,
): Promise<Map<string, Account>> {
  const names = given.flatMap((each) => ('username' in each ? [each.username] : []))
  const ids = given.flatMap((each) => {
    const id = 'platformId' in each ? each.platformId : known.get(givenKey(each))?.platform_id
    return id ? [id] : []
  })
  const { rows } = await sql<Account>`
    select username, platform_id from instagram_accounts
    where state in ('new', 'active', 'resting')
      and (username = any (${names}::text[]) or platform_id = any (${ids}::text[]))`.execute(db)
  return new Map(
    rows.flatMap((account): [string, Account][] => [
      [`name ${account.username}`, account],
      ...(account.platform_id === null
        ? []
        : [[`id ${account.platform_id}`, account] satisfies [string, Account]]),
    ]),
  )
}
