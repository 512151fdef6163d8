import { sql } from 'kysely'
import { InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import { isUuid } from '../../base/text.ts'
import { parseCreatorAddress } from '../../creators/address.ts'
import { jsonb } from '../../db/database.ts'
import type { Db } from '../../db/handles.ts'
import { isFresh, type NewPerson } from './store/pairs.ts'
import type { PairPerson } from './pair-view.ts'

/** The ways to name a person in a request. */
type PersonName = { username?: string; platform_id?: string; blog_id?: string }

const MAX_PROBLEMS = 100

/**
 * The people that pairs name, each once, with what is known about them from creators, lists that
 * were read within FRESH_MS, and accounts of the pool; a pair is two places among them. Throws an
 * InvalidInputError that names every faulty end of a pair.
 */
export async function identifyPairs(
  db: Db,
  wanted: readonly { a: PairPerson; b: PairPerson }[],
): Promise<{ people: NewPerson[]; pairs: { a: number; b: number }[] }> {
  const problems: FieldProblem[] = []
  const names = wanted.flatMap(({ a, b }, index) => [
    readPerson(a, `pairs.${index}.a`, problems),
    readPerson(b, `pairs.${index}.b`, problems),
  ])
  const found = await findPeople(db, names)
  const people = new Map(found.map((person) => [keyOf(person), person]))
  const places = new Map([...people.keys()].map((key, place) => [key, place]))
  const placeOf = (end: number, field: string): number => {
    const key = keyOf(found[end])
    if (names[end]?.blog_id !== undefined && key === undefined)
      problems.push({ field, reason: 'there is no such blog', code: 'unknown_creator' })
    return key === undefined ? -1 : (places.get(key) ?? -1)
  }
  const pairs = wanted.map((_, index) => {
    const a = placeOf(2 * index, `pairs.${index}.a`)
    const b = placeOf(2 * index + 1, `pairs.${index}.b`)
    if (a === b && a >= 0)
      problems.push({ field: `pairs.${index}.b`, reason: 'is the same as a', code: 'the_same' })
    return { a, b }
  })
  if (problems.length > 0)
    throw new InvalidInputError('some pairs are faulty', problems.slice(0, MAX_PROBLEMS))
  return { people: [...people.values()], pairs }
}

/** Nothing for a fault. */
function readPerson(person: PairPerson, field: string, problems: FieldProblem[]): PersonName {
  if (typeof person !== 'string') return { platform_id: person.platform_id }
  if (isUuid(person.trim())) return { blog_id: person.trim() }
  const parsed = parseCreatorAddress(person)
  if ('username' in parsed) return { username: parsed.username }
  problems.push({ field, reason: parsed.reason, code: 'not_a_username' })
  return {}
}

const keyOf = (person: NewPerson | undefined): string | undefined => {
  if (person?.platform_id) return `id ${person.platform_id}`
  return person?.username ? `name ${person.username}` : undefined
}

/**
 * Finds one person for each name, in order: a name that was seen long ago may belong to another
 * person now, an id does not change. A blog without an id is known by its name alone; `~` begins
 * the placeholder of a name that another account has taken over. A check has seen its target once
 * an account has worked for it; until then it has the name that the blog had.
 */
async function findPeople(db: Db, names: readonly PersonName[]): Promise<NewPerson[]> {
  const { rows } = await sql<NewPerson>`
    select coalesce(g.username, k.username, ours.username) as username,
      coalesce(ours.platform_id, g.platform_id, k.platform_id) as platform_id,
      g.username is null and coalesce(g.platform_id, k.platform_id) is not null as is_named_by_id,
      k.named_at, ours.username as account, k.trouble, k.follower_count, k.following_count
    from rows from (jsonb_to_recordset(${jsonb(names)}) as (username text, platform_id text, blog_id uuid))
      with ordinality as g (username, platform_id, blog_id, place)
    left join lateral (
      (select case when is_fresh then 1 else 4 end as rank,
        case when username not like '~%' then username end as username,
        platform_id, scraped_at as named_at,
        case when is_fresh then follower_count end as follower_count,
        case when is_fresh then following_count end as following_count,
        case when is_fresh then
          case scrape_status
            when 'private' then 'target_private' when 'restricted' then 'target_restricted' when 'deleted'
              then 'target_gone'
          end
        end as trouble
      from shared.blogs cross join lateral (select ${isFresh('scraped_at')}) scraped (is_fresh)
      where platform = 'instagram'
        and (id = g.blog_id or platform_id = g.platform_id or (username = g.username and is_fresh)))
      union all
      select 2, username, platform_id, started_at, null, null, null from shared.relation_checks
      where (username = g.username or platform_id = g.platform_id) and accounts <> '{}' and ${isFresh('started_at')}
      union all
      select 3, username, platform_id, created_at, null, null, null from shared.relation_members
      where (username = g.username or platform_id = g.platform_id) and ${isFresh('created_at')}
      order by rank, named_at desc
      limit 1
    ) k on true
    left join lateral (
      select username, platform_id from shared.instagram_accounts
      where state in ('new', 'active', 'resting')
        and (username = g.username or platform_id = coalesce(g.platform_id, k.platform_id))
      order by (username = g.username) desc nulls last
      limit 1
    ) ours on true
    order by g.place`.execute(db)
  return rows
}
