import { sql } from 'kysely'
import { parseCreatorAddress } from '../../creators/address.ts'
import type { Db } from '../../db/database.ts'
import { InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import { isUuid } from '../../base/text.ts'
import { sightingsInLists } from '../relations/index.ts'
import { FRESH_MS, type NewPerson } from './store.ts'
import type { PairPerson } from './view.ts'

/** How a request names a person. */
type Given = { by: 'name' | 'id' | 'blog'; value: string }
type Found = Omit<NewPerson, 'person'>
type Known = Omit<Found, 'is_given_by_id' | 'account'>
type Account = { username: string; platform_id: string | null }

const MOST_PROBLEMS = 100

/**
 * The people that pairs name, each once, with what is known about them from creators, lists that
 * were read within FRESH_MS, and accounts of the pool; a pair is two numbers of people. Throws an
 * InvalidInputError that names every faulty end of a pair.
 */
export async function identifyPairs(
  db: Db,
  asked: readonly { a: PairPerson; b: PairPerson }[],
): Promise<{ people: NewPerson[]; pairs: { a: number; b: number }[] }> {
  const problems: FieldProblem[] = []
  const read = asked.map(({ a, b }, place) => ({
    a: readPerson(a, `pairs.${place}.a`, problems),
    b: readPerson(b, `pairs.${place}.b`, problems),
  }))
  const given = read.flatMap(({ a, b }) => [a, b]).filter((one) => one !== null)
  const find = await findPeople(db, given)
  const people = new Map<string, NewPerson>()
  const numberOf = (one: Given | null, field: string): number => {
    if (one === null) return -1
    const found = find(one)
    if (!found) problems.push({ field, reason: 'there is no such blog' })
    if (!found) return -1
    const key = found.platform_id === null ? `name ${found.username}` : `id ${found.platform_id}`
    const person = people.get(key) ?? { ...found, person: people.size }
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

function readPerson(person: PairPerson, field: string, problems: FieldProblem[]): Given | null {
  if (typeof person !== 'string') return { by: 'id', value: person.platform_id }
  if (isUuid(person.trim())) return { by: 'blog', value: person.trim().toLowerCase() }
  const parsed = parseCreatorAddress(person)
  if ('username' in parsed) return { by: 'name', value: parsed.username }
  problems.push({ field, reason: parsed.reason })
  return null
}

const UNKNOWN: Known = {
  username: null,
  platform_id: null,
  named_at: null,
  trouble: null,
  follower_count: null,
  following_count: null,
}

/** Loads what is known; the result gives undefined for a blog that does not exist. */
async function findPeople(
  db: Db,
  given: readonly Given[],
): Promise<(one: Given) => Found | undefined> {
  const valuesOf = (by: Given['by']) => given.flatMap((one) => (one.by === by ? [one.value] : []))
  const [names, ids] = [valuesOf('name'), valuesOf('id')]
  const { rows: blogs } = await sql<Known & { blog_id: string; is_fresh: boolean }>`
    select id as blog_id, username, platform_id, scraped_at as named_at, follower_count, following_count, is_fresh,
      case when is_fresh then
        case scrape_status
          when 'private' then 'target_private' when 'restricted' then 'target_restricted' when 'deleted' then 'target_gone'
        end
      end as trouble
    from shared.blogs
    cross join lateral (
      select coalesce(scraped_at > (select world_now()) - make_interval(secs => ${FRESH_MS / 1000}), false)
    ) scraped (is_fresh)
    where platform = 'instagram' and (
      username = any (${names}::text[]) or platform_id = any (${ids}::text[]) or id = any (${valuesOf('blog')}::uuid[])
    )`.execute(db)
  const known = new Map<string, Known>()
  for (const seen of await sightingsInLists(db, { usernames: names, platformIds: ids }, FRESH_MS)) {
    known.set(`name ${seen.username}`, { ...UNKNOWN, ...seen })
    known.set(`id ${seen.platform_id}`, { ...UNKNOWN, ...seen })
  }
  // Creators last: more is known of them.
  for (const { blog_id, is_fresh: isFresh, ...blog } of blogs) {
    const name = `name ${blog.username}`
    // A name that was seen long ago may belong to another person now.
    if (isFresh) known.set(name, blog)
    known.set(`id ${blog.platform_id}`, blog)
    known.set(`blog ${blog_id}`, blog)
  }
  const knownIds = [...known.values()].flatMap((each) => each.platform_id ?? [])
  const accountOf = await findAccounts(db, names, [...ids, ...knownIds])
  return ({ by, value }) => {
    const found = known.get(`${by} ${value}`)
    if (by === 'blog' && !found) return undefined
    const person = { ...UNKNOWN, ...found }
    if (by === 'name') person.username = value
    if (by === 'id') person.platform_id = value
    const ours = accountOf.get(`${by} ${value}`) ?? accountOf.get(`id ${person.platform_id}`)
    // A blog without an id is known by its name alone.
    const isGivenById = by !== 'name' && person.platform_id !== null
    return { ...withAccount(person, ours), is_given_by_id: isGivenById }
  }
}

const withAccount = (person: Known, ours: Account | undefined) => ({
  ...person,
  username: person.username ?? ours?.username ?? null,
  platform_id: ours?.platform_id ?? person.platform_id,
  account: ours?.username ?? null,
})

/** The pool's accounts in service among them, by name and by id. */
async function findAccounts(db: Db, names: readonly string[], ids: readonly string[]) {
  const { rows } = await sql<Account>`
    select username, platform_id from shared.instagram_accounts
    where state in ('new', 'active', 'resting')
      and (username = any (${names}::text[]) or platform_id = any (${ids}::text[]))`.execute(db)
  const keysOf = ({ username, platform_id: id }: Account) =>
    id === null ? [`name ${username}`] : [`name ${username}`, `id ${id}`]
  return new Map(rows.flatMap((each) => keysOf(each).map((key) => [key, each] as const)))
}
