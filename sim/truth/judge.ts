import { isDeepStrictEqual } from 'node:util'
import type { World } from '../instagram/world/world.ts'
import { expectedRows, type Row, type ScrapeSize } from './expected.ts'
import type { StoredCreator } from './stored.ts'

/** One wrong field; `field` begins with `blog`, `snapshot`, `post <id>` or `highlight <id>`. */
export type Difference = { username: string; field: string; expected: unknown; stored: unknown }
type Field = Omit<Difference, 'username'>

/** Every wrong field of a creator. Columns that `expectedRows` does not name are not compared. */
export function differencesOf(
  world: World,
  username: string,
  stored: StoredCreator,
  size: ScrapeSize,
): Difference[] {
  const { blog, posts, highlights, metricsAt } = expectedRows(world, username, size)
  const fields = [
    ...compareRow('blog', blog, stored.blog),
    ...compareRows('post', posts, stored.posts),
    ...compareRows('highlight', highlights, stored.highlights),
    ...compareMetrics(stored, metricsAt),
  ]
  return fields.map((field) => ({ username, ...field }))
}

function compareRows(
  kind: string,
  expected: ReadonlyMap<string, Row>,
  stored: ReadonlyMap<string, Row>,
): Field[] {
  const ids = [...new Set([...expected.keys(), ...stored.keys()])]
  return ids.flatMap((id) => {
    const [right, found] = [expected.get(id), stored.get(id)]
    if (right && found) return compareRow(`${kind} ${id}`, right, found)
    return [{ field: `${kind} ${id}`, expected: right ?? null, stored: found ?? null }]
  })
}

const compareRow = (name: string, expected: Row, stored: Row): Field[] =>
  Object.entries(expected).flatMap(([column, value]) => {
    const [right, found] = [asJson(value), asJson(stored[column])]
    return isEqual(right, found)
      ? []
      : [{ field: `${name} ${column}`, expected: right, stored: found }]
  })

/** World time that may pass between the moment of the metrics and `scraped_at`. */
const LATEST_MS = 3_600_000

/** A metric that changes with time is right at `scraped_at` or shortly before. */
function compareMetrics(
  { blog, snapshot, scrapedAt }: StoredCreator,
  metricsAt: (time: Date) => Row,
): Field[] {
  const time = new Date(scrapedAt ?? 0)
  const [now, before] = [metricsAt(time), metricsAt(new Date(time.getTime() - LATEST_MS))]
  const wrong = (name: string, row: Row): Field[] => {
    const columns = Object.fromEntries(Object.entries(now).filter(([column]) => column in row))
    const wrongBefore = compareRow(name, before, row).map(({ field }) => field)
    return compareRow(name, columns, row).filter(({ field }) => wrongBefore.includes(field))
  }
  if (Object.keys(now).length === 0) return []
  return [...wrong('blog', blog), ...wrong('snapshot', snapshot ?? { er: 'no snapshot' })]
}

/** Numbers of another order of operations differ in their last digits. */
const PRECISION = 1e-9

const isEqual = (right: unknown, found: unknown): boolean =>
  typeof right === 'number' && typeof found === 'number'
    ? Math.abs(right - found) <= PRECISION * Math.abs(right)
    : isDeepStrictEqual(right, found)

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** Returns a value as JSON has it, with times in one form. */
function asJson(value: unknown): unknown {
  const json: unknown = value === undefined ? null : JSON.parse(JSON.stringify(value))
  return typeof json === 'string' && TIME.test(json) ? new Date(json).toISOString() : json
}

const POSTS_PER_PAGE = 33
const STORIES_PER_REQUEST = 5

/** A scrape that did not end as `done` at the first attempt, or sent more requests than allowed. */
export function scrapeFailures(
  world: World,
  username: string,
  stored: StoredCreator | undefined,
  size: ScrapeSize,
): string[] {
  if (!stored?.task) return [`${username} was never scraped`]
  const { status, attempts, requests, error } = stored.task
  const { posts, highlights } = expectedRows(world, username, size)
  const pages = Math.max(1, Math.ceil(posts.size / POSTS_PER_PAGE))
  const read = Math.min(highlights.size, size.highlights)
  const allowed = 3 + Math.ceil(read / STORIES_PER_REQUEST) + pages - 1
  return [
    ...(status === 'done' ? [] : [`the scrape of ${username} is ${status} (${error ?? ''})`]),
    ...(attempts > 0 ? [`the scrape of ${username} failed ${attempts} times before`] : []),
    ...((requests ?? 0) > allowed
      ? [`${username} took ${requests} requests, ${allowed} are allowed`]
      : []),
  ]
}
