import type pg from 'pg'
import { fillWork } from '../console/fill.ts'
import { connect, dropIndexes } from '../search/fill.ts'
import { HIGHLIGHTS, LISTS, WORLD_TABLES, worldFunctions } from '../search/world.ts'
import {
  SCALE_CATEGORIES,
  SCALE_CREATORS,
  SCALE_FUNCTIONS,
  SCALE_LISTS,
  SCALE_MEDIA,
  SCALE_PICTURES,
  SCALE_POSTS,
  SCALE_SNAPSHOTS,
  SCALE_TABLES,
  scaleRows,
} from './world.ts'

const TABLES = [
  'blogs',
  'blog_posts',
  'blog_snapshots',
  'blog_highlights',
  'blog_categories',
  'list_members',
  'media_uses',
]
/** Creators per statement: seconds of work, so that limits are kept to. */
const CHUNK = 10_000
const CONNECTIONS = 2
/** Own content and stores: a thousand brands do not grow with the creators that they watch. */
const OWN_POSTS = 1_000_000

export type Limits = {
  /** Posts are added until then. */
  minutes: number
  /** And until the database has this size; indexes of posts take a third of it again. */
  gigabytes: number
}

export type Filled = { creators: number; posts: number; tasks: number; isWhole: boolean }

type Progress = (text: string) => void

/**
 * Fills a migrated, empty database, in statements without triggers and without secondary indexes,
 * which are built at the end. Posts are last, creator by creator: where a limit ends it, the
 * first creators have all of theirs, and the result says how many there are.
 */
export async function fillScale(
  url: string,
  { creators, tasks }: { creators: number; tasks: number },
  limits: Limits,
  progress: Progress,
): Promise<Filled> {
  const until = performance.now() + limits.minutes * 60_000
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(url)))
  const [first] = clients
  if (!first) throw new Error('no connection')
  try {
    for (const client of clients) await client.query(`set work_mem = '128MB'`)
    await createWorld(first)
    progress('words, sentences and cities are in')
    const indexes = await dropIndexes(first, TABLES)
    await first.query(
      `insert into persons (id) select bench.blog_id(n) from generate_series(1, $1::bigint) n`,
      [creators],
    )
    for (const [what, text] of Object.entries({
      creators: SCALE_CREATORS,
      snapshots: SCALE_SNAPSHOTS,
      highlights: HIGHLIGHTS,
      categories: SCALE_CATEGORIES,
      pictures: SCALE_PICTURES,
    })) {
      await inChunks(clients, creators, text)
      progress(`${what} are in`)
    }
    await first.query(LISTS, [creators])
    await first.query(SCALE_LISTS, [creators])
    const isLeft = async (): Promise<boolean> =>
      performance.now() < until && (await sizeOf(first)) < limits.gigabytes * 1e9
    const withPosts = await inChunks(clients, creators, SCALE_POSTS, isLeft)
    progress(`posts of ${withPosts} creators are in`)
    await buildIndexes(clients, indexes, progress)
    // Words and functions stay: measures ask for words by their rank.
    await first.query('drop table bench.documents')
    await fillWork(url, { creators, posts: Math.min(OWN_POSTS, creators), tasks }, progress)
    const { rows } = await first.query<{ posts: string }>(
      'select count(*) as posts from blog_posts',
    )
    return { creators, tasks, posts: Number(rows[0]?.posts), isWhole: withPosts === creators }
  } finally {
    for (const client of clients) await client.end()
  }
}

async function createWorld(client: pg.Client): Promise<void> {
  const [topics, cities] = scaleRows()
  await client.query(worldFunctions(new Date().toISOString()))
  await client.query(SCALE_FUNCTIONS)
  await client.query(WORLD_TABLES)
  for (const [at, text] of SCALE_TABLES.entries())
    await client.query(text, at === 0 ? [topics] : at === 1 ? [cities] : [])
  await client.query(SCALE_MEDIA)
}

/**
 * Every connection takes the next chunk until none is left, or until `isLeft` says so. Returns the
 * number of creators.
 */
async function inChunks(
  clients: readonly pg.Client[],
  creators: number,
  text: string,
  isLeft: () => Promise<boolean> = async () => await Promise.resolve(true),
): Promise<number> {
  let next = 1
  let ended = creators
  await Promise.all(
    clients.map(async (client) => {
      while (next <= ended) {
        const from = next
        next += CHUNK
        await client.query(text, [from, Math.min(from + CHUNK - 1, creators)])
        if (!(await isLeft())) ended = Math.min(ended, next - 1)
      }
    }),
  )
  return Math.min(ended, creators)
}

async function buildIndexes(
  clients: readonly pg.Client[],
  indexes: string[],
  progress: Progress,
): Promise<void> {
  const waiting = [...indexes]
  await Promise.all(
    clients.map(async (client) => {
      for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
        const startedAt = performance.now()
        await client.query(index)
        const seconds = (performance.now() - startedAt) / 1_000
        if (seconds > 10) progress(`${seconds.toFixed(0)} s for ${index.slice(0, 100)}`)
      }
    }),
  )
  progress('indexes are built')
}

async function sizeOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    'select pg_database_size(current_database()) as bytes',
  )
  return Number(rows[0]?.bytes)
}
