// Every row against the truth: `npm run truth [-- --creators=2000 --accounts=50 --speed=400 --minutes=15 --json]`.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { startDemoWorld, type DemoWorld } from '../demo/world.ts'
import { createWorld, type World } from '../instagram/world/world.ts'
import { createControlClient } from '../storm/control-client.ts'
import { checkCreator } from './check.ts'
import { readFound } from './found.ts'
import { describeReport, type TruthReport } from './report.ts'

const count = z.coerce.number().int().positive()
const Options = z.object({
  creators: count.default(2_000),
  accounts: count.default(50),
  speed: z.coerce.number().positive().default(400),
  minutes: count.default(15),
  posts: count.default(20),
  seed: z.string().default('truth'),
  json: z.boolean().default(false),
})
type Options = z.output<typeof Options>

/** The stand-in's own. */
const WORLD_CREATORS = 1_000_000
const DAY_MS = 86_400_000
const LOOK_MS = 1_000
const CREATORS_PER_QUERY = 100
const STORIES_PER_REQUEST = 5

const { values } = parseArgs({
  options: {
    creators: { type: 'string' },
    accounts: { type: 'string' },
    speed: { type: 'string' },
    minutes: { type: 'string' },
    posts: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
})
const options = Options.parse(values)
const startedAt = performance.now()
const worldAt = new Date()
const gramd = await startDemoWorld({
  folder: fileURLToPath(new URL('../../.gramd/truth', import.meta.url)),
  accounts: options.accounts,
  speed: options.speed,
  seed: options.seed,
  worldAt,
  port: 8003,
  settings: { POSTS_PER_SCRAPE: String(options.posts) },
})
try {
  process.stderr.write(`gramd listens on ${gramd.url}; its log is ${gramd.logFile}\n`)
  const world = createWorld({
    seed: options.seed,
    creators: WORLD_CREATORS,
    epoch: Math.floor(worldAt.getTime() / DAY_MS) * DAY_MS,
    shapes: true,
  })
  const usernames = Array.from(
    { length: options.creators },
    (_, index) => world.creatorAt(index).username,
  )
  const hasEnded = await scrapeAll(gramd, usernames, AbortSignal.timeout(options.minutes * 60_000))
  const report = await readReport(gramd, world, usernames, hasEnded)
  console.log(options.json ? JSON.stringify(report) : describeReport(report))
  process.exitCode = report.failures.length === 0 ? 0 : 1
} finally {
  await gramd.stop()
}

/** False when time ran out first. */
async function scrapeAll(
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
        "select count(*)::integer as open from open_tasks where task_type = 'full_scrape'",
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

async function readReport(
  { databaseUrl, logFile, stands }: DemoWorld,
  world: World,
  usernames: readonly string[],
  hasEnded: boolean,
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
  const size = { posts: options.posts, storiesPerRequest: STORIES_PER_REQUEST }
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
