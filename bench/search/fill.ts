import pg from 'pg'
import {
  CREATOR_CATEGORIES,
  CREATORS,
  HIGHLIGHTS,
  LISTS,
  postsOf,
  SNAPSHOTS,
  WORLD_TABLES,
  worldFunctions,
} from './world.ts'
import { POSTS_PER_CREATOR } from './options.ts'

const TABLES = [
  'blogs',
  'blog_posts',
  'blog_snapshots',
  'blog_highlights',
  'blog_categories',
  'list_members',
]
/** Creators per statement. */
const CHUNK = 5_000
const CONNECTIONS = 2

/**
 * Fills a migrated, empty database with creators and their data: in statements of 5,000 creators,
 * without foreign-key checks, with the indexes built afterwards.
 */
export async function fill(
  url: string,
  creators: number,
  progress: (text: string) => void,
  postsPerCreator = POSTS_PER_CREATOR,
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(url)))
  const [first] = clients
  if (!first) throw new Error('no connection')
  try {
    await first.query(worldFunctions(new Date().toISOString()))
    await first.query(WORLD_TABLES)
    progress('words and sentences are in')
    const indexes = await dropIndexes(first, TABLES)
    await first.query(
      `insert into persons (id) select bench.blog_id(n) from generate_series(1, $1::bigint) n`,
      [creators],
    )
    for (const [what, text] of Object.entries({
      posts: postsOf(postsPerCreator),
      creators: CREATORS,
      snapshots: SNAPSHOTS,
      highlights: HIGHLIGHTS,
      categories: CREATOR_CATEGORIES,
    })) {
      await inChunks(clients, creators, text)
      progress(`${what} are in`)
    }
    await first.query(LISTS, [creators])
    await Promise.all(
      clients.map(async (client) => {
        for (let index = indexes.pop(); index !== undefined; index = indexes.pop())
          await client.query(index)
      }),
    )
    progress('indexes are built')
    await first.query('drop table bench.sentences, bench.words')
    await first.query('vacuum analyze')
    progress('statistics are gathered')
  } finally {
    for (const client of clients) await client.end()
  }
}

/** A connection that fills: without triggers and checks of foreign keys. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`set session_replication_role = replica`)
  await client.query(`set maintenance_work_mem = '512MB'`)
  return client
}

/** Every connection takes the next chunk until none is left. */
async function inChunks(clients: pg.Client[], creators: number, text: string): Promise<void> {
  let next = 1
  await Promise.all(
    clients.map(async (client) => {
      while (next <= creators) {
        const from = next
        next += CHUNK
        await client.query(text, [from, Math.min(from + CHUNK - 1, creators)])
      }
    }),
  )
}

/**
 * Drops indexes and returns the statements that rebuild them, with the targets of statistics on
 * their expressions; unique indexes stay.
 */
export async function dropIndexes(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, concat_ws('; ', pg_get_indexdef(indexrelid), (
       select string_agg(format('alter index %s alter column %s set statistics %s', attrelid::regclass, attnum,
         attstattarget), '; ')
       from pg_attribute where attrelid = indexrelid and attstattarget >= 0
     )) as definition
     from pg_index where indrelid = any($1::regclass[]) and not indisunique`,
    [tables],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}
