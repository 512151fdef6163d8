import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { DemoWorld } from '../demo/world.ts'

const LOOK_MS = 1_000

/** Sets up the pool, has the creators scraped and waits for the end; false when time ran out first. */
export async function scrapeAll(
  { api, stands, databaseUrl }: DemoWorld,
  usernames: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const { url } of stands.instagram.proxies) await api.post('/api/proxies', { url })
  for (const { username, password } of stands.instagram.accounts)
    await api.post('/api/accounts', { username, password })
  await api.post('/api/tasks/scrape', { usernames })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    while (!signal.aborted) {
      const { rows } = await client.query<{ open: number }>(
        "select count(*)::integer as open from scrape_tasks where status in ('pending', 'running') and task_type = 'full_scrape'",
      )
      process.stderr.write(`\r${rows[0]?.open ?? 0} scrapes are open   `)
      if (rows[0]?.open === 0) break
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined)
    }
    process.stderr.write('\n')
    return !signal.aborted
  } finally {
    await client.end()
  }
}
