import { sql } from 'kysely'
import { parseCreatorAddress } from '../../creators/address.ts'
import type { Db } from '../../db/database.ts'
import { InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import { sightingsInLists } from '../relations/index.ts'
import { FRESH_MS, type NewPerson } from './store.ts'
import type { PairPerson } from './view.ts'

/** How a request names a person. */
type Given = { by: 'name' | 'id' | 'blog'; value: string }
type Known = Omit<NewPerson, 'person' | 'is_given_by_id' | 'account'> & { blog_id?: string }
type Account = { username: string; platform_id: string | null }

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
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
  const find = await findPeople(
    db,
    read.flatMap(({ a, b }) => [a, b]).filter((one) => one !== null),
  )
  const people = new Map<string, NewPerson>()
  const numberOf = (given: Given | null, field: string): number => {
    if (given === null) return -1
    const found = find(given)
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
  if (UUID.test(person.trim())) return { by: 'blog', value: person.trim().toLowerCase() }
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
): Promise<(one: Given) => Omit<NewPerson, 'person'> | undefined> {
  const valuesOf = (by: Given['by']) => given.flatMap((one) => (one.by === by ? [one.value] : []))
  const [names, ids] = [valuesOf('name'), valuesOf('id')]
  const { rows: blogs } = await sql<Known & { is_fresh: boolean }>`
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
  const sightings = await sightingsInLists(db, { usernames: names, platformIds: ids }, FRESH_MS)
  const seen = sightings.map((each) => ({ ...UNKNOWN, ...each, is_fresh: true }))
  const known = new Map<string, Known>()
  // Blogs last: they know more than lists do.
  for (const { is_fresh: isFresh, ...row } of [...seen, ...blogs]) {
    // A name that was seen long ago may belong to another person now.
    if (isFresh || !known.has(`name ${row.username}`))
      known.set(`name ${row.username}`, isFresh ? row : { ...UNKNOWN, username: row.username })
    known.set(`id ${row.platform_id}`, row)
    known.set(`blog ${row.blog_id}`, row)
  }
  const accounts = await findAccounts(db, names, [
    ...ids,
    ...[...known.values()].flatMap((each) => each.platform_id ?? []),
  ])
  return ({ by, value }) => {
    const found = known.get(`${by} ${value}`)
    if (by === 'blog' && !found) return undefined
    const { blog_id: _, ...row } = found ?? UNKNOWN
    const asked = {
      ...row,
      ...(by === 'name' && { username: value }),
      ...(by === 'id' && { platform_id: value }),
    }
    const ours = accounts.get(`${by} ${value}`) ?? accounts.get(`id ${asked.platform_id}`)
    // A blog without an id is known by its name alone.
    const isGivenById = by !== 'name' && asked.platform_id !== null
    return { ...asked, ...accountOf(asked, ours), is_given_by_id: isGivenById }
  }
}

const accountOf = ({ username, platform_id: id }: Known, ours: Account | undefined) =>
  ours
    ? {
        username: username ?? ours.username,
        platform_id: ours.platform_id ?? id,
        account: ours.username,
      }
    : { account: null }

/** The pool's accounts in service among them, by name and by id. */
async function findAccounts(
  db: Db,
  names: readonly string[],
  ids: readonly string[],
): Promise<Map<string, Account>> {
  const { rows } = await sql<Account>`
    select username, platform_id from shared.instagram_accounts
    where state in ('new', 'active', 'resting')
      and (username = any (${names}::text[]) or platform_id = any (${ids}::text[]))`.execute(db)
  const named = rows.map((each): [string, Account] => [`name ${each.username}`, each])
  const identified = rows.filter(({ platform_id: id }) => id !== null)
  return new Map([
    ...named,
    ...identified.map((each): [string, Account] => [`id ${each.platform_id}`, each]),
  ])
}
