import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { z } from 'zod'
import type { DemoWorld } from '../demo/world.ts'
import type { World } from '../instagram/world/world.ts'
import { createControlClient } from '../storm/control-client.ts'
import { checkCreator } from './check.ts'
import { readFound } from './found.ts'
import type { TruthReport } from './report.ts'

const CREATORS_PER_QUERY = 100
/** As gramd is configured unless told otherwise. */
const HIGHLIGHTS = 100
const STORIES_PER_REQUEST = 5

export type Run = { posts: number; hasEnded: boolean; startedAt: number }

/** Compares what the database holds of these creators with the truth of their world. */
export async function readReport(
  { databaseUrl, logFile, stands }: DemoWorld,
  world: World,
  usernames: readonly string[],
  { posts, hasEnded, startedAt }: Run,
): Promise<TruthReport> {
  const report: TruthReport = {
    creators: usernames.length,
    minutes: 0,
    statuses: {},
    requests: { scrapes: 0, mean: 0, most: 0 },
    warnings: await countWarnings(logFile),
    differences: [],
    failures: hasEnded ? [] : ['time ran out before all scrapes had ended'],
  }
  const size = { posts, highlights: HIGHLIGHTS, storiesPerRequest: STORIES_PER_REQUEST }
  const costs: number[] = []
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  for (let from = 0; from < usernames.length; from += CREATORS_PER_QUERY) {
    const some = usernames.slice(from, from + CREATORS_PER_QUERY)
    const found = await readFound(client, some)
    for (const username of some) {
      const row = found.get(username)
      const status = row?.status ?? 'missing'
      report.statuses[status] = (report.statuses[status] ?? 0) + 1
      if (typeof row?.task?.requests === 'number') costs.push(row.task.requests)
      const { differences, failures } = checkCreator(world, username, row, size)
      report.differences.push(...differences)
      report.failures.push(...failures)
    }
  }
  await client.end()
  const { violations } = z
    .object({ violations: z.number() })
    .parse(await createControlClient(stands.instagram.controlUrl).get('/referee'))
  if (violations > 0) report.failures.push(`the referee counts ${violations} broken rules`)
  if (report.differences.length > 0)
    report.failures.push(`${report.differences.length} fields are not as in truth`)
  const sum = costs.reduce((total, cost) => total + cost, 0)
  report.requests = {
    scrapes: costs.length,
    mean: Math.round((sum / Math.max(costs.length, 1)) * 100) / 100,
    most: Math.max(0, ...costs),
  }
  report.minutes = Math.round((performance.now() - startedAt) / 6_000) / 10
  return report
}

const LogLine = z.object({ level: z.string(), msg: z.string() })

/** Everything above info that the daemon said, by message. */
async function countWarnings(logFile: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    if (!line.startsWith('{')) continue
    const { level, msg } = LogLine.parse(JSON.parse(line))
    if (level !== 'info' && level !== 'debug') counts[msg] = (counts[msg] ?? 0) + 1
  }
  return counts
}
