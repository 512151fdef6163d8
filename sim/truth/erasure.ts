import { escapeIdentifier, type Client } from 'pg'
import type { Creator } from '../instagram/world/creator.ts'
import { indexOfUsername } from '../instagram/world/creator.ts'
import type { World } from '../instagram/world/world.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import type { ScrapeSize } from './expected.ts'

const ERASED = 10

/**
 * Erases some scraped creators, and people whom their posts name; returns traces that are left, as
 * failures.
 */
export async function eraseSome(
  { api }: LocalGramd,
  client: Client,
  people: readonly Creator[],
): Promise<string[]> {
  for (const { username } of people) await api.post('/api/erasures', { username })
  const found: string[] = []
  for (const person of people) found.push(...(await tracesOf(client, person)))
  return found
}

/** Half of them public creators of the list, half people named in the posts of the others. */
export function pickErased(
  world: World,
  usernames: readonly string[],
  size: ScrapeSize,
): Creator[] {
  const visible = usernames.flatMap((username) => {
    const creator = world.creator(username)
    return creator && !creator.isPrivate && !creator.isDeleted && !creator.restriction
      ? [creator]
      : []
  })
  const scraped = visible.slice(0, ERASED / 2)
  const named = visible
    .slice(ERASED / 2)
    .flatMap((creator) => world.posts(creator, 0, size.posts))
    .flatMap((post) => [...post.tagged, ...post.coauthors])
    // Not the names of brands, which are also words and hosts of links.
    .filter(({ username }) => indexOfUsername(username) !== null)
  const people = named.slice(0, ERASED / 2).flatMap(({ pk }) => world.creator(pk) ?? [])
  return [...scraped, ...people]
}

/** Every row of any table that contains the name or the platform's id of a creator. */
export async function tracesOf(
  client: Client,
  { username, pk }: Pick<Creator, 'username' | 'pk'>,
): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`,
  )
  // A username may be the beginning of another one, and a sentence may end after it.
  const name = `(^|[^a-z0-9._])${username.replaceAll('.', String.raw`\.`)}\\.?([^a-z0-9._]|$)`
  const id = `(^|[^0-9])${pk}([^0-9]|$)`
  const failures: string[] = []
  for (const table of tables) {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::integer from public.${escapeIdentifier(table.name)} t
       where lower(t::text) ~ $1 or t::text ~ $2`,
      [name, id],
    )
    const count = rows[0]?.count ?? 0
    if (count > 0)
      failures.push(`${username} is erased, but ${count} rows of ${table.name} name it`)
  }
  return failures
}
