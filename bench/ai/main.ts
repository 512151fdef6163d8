import { randomBytes } from 'node:crypto'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { pollBatches } from '../../src/features/ai/tasks/poll-batches.ts'
import type { AnalyzeServices } from '../../src/features/analyze/tasks/creator-insights.ts'
import { submitBatch } from '../../src/features/ai/tasks/submit-batch.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import type { TaskType } from '../../src/queue/task-type.ts'
import { fill } from './fill.ts'
import { formatAnalysisTable, lineOf, type AnalysisLine, type Files } from './line.ts'
import { readOptions } from './options.ts'
import { createMeter } from './phase.ts'
import { costsOf } from '../process-costs.ts'
import { startDaemon, startStandIn, type StandIn } from './processes.ts'
import { startAnalysisServer } from './server.ts'
import { ANALYSES } from './world.ts'

const options = readOptions(process.argv.slice(2))
const { plain, pictured } = options
const logPath = join(tmpdir(), 'gramd-bench-ai-daemon.log')
const report: AnalysisLine[] = []

const FileList = z.object({ data: z.array(z.object({ bytes: z.number() })) })

const startedAt = performance.now()
const progress = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

await using cleanup = new AsyncDisposableStack()
const server = await startAnalysisServer()
cleanup.defer(async () => await server.stop())
progress(
  `${await server.describe()}; Node ${process.version}; ${cpus().length} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`,
)
const db = openDatabase({ url: server.url, max: 2, onIdleError: () => undefined })
cleanup.defer(async () => await db.destroy())
await migrate(db)
await fill(server.url, { plain, pictured })
progress(`${plain} creators without pictures, ${pictured} with ten`)
const client = new pg.Client({ connectionString: server.url })
await client.connect()
cleanup.defer(async () => await client.end())

const standIn = await startStandIn()
cleanup.defer(async () => await standIn.stop())
const daemon = await startDaemon(settings(standIn), logPath)
cleanup.defer(async () => await daemon.stop())
const measure = createMeter(server, daemon.pid, options.statements)
progress(
  `gramd runs with ${Math.round((await costsOf(daemon.pid)).peakMegabytes)} MB; its log is ${logPath}`,
)

if (plain > 0) await measureAll('without pictures', [1, plain])
if (pictured > 0) await measureAll('with pictures', [plain + 1, plain + pictured])
await judge()
if (!options.json) process.stdout.write(`${formatAnalysisTable(report)}\n`)
if (report.some(({ met }) => !met)) process.exitCode = 1

/**
 * Addresses, keys, and the limits that many creators would reach; everything else is the default.
 */
function settings({ baseUrl, apiKey }: StandIn): Record<string, string> {
  return {
    DATABASE_URL: server.url,
    SCRAPER_API_KEY: randomBytes(24).toString('base64url'),
    GRAMD_PORT: '0',
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('bench'),
    OPENAI_API_KEY: apiKey,
    OPENAI_BASE_URL: baseUrl,
    GRAMD_OPENAI_DAILY_BUDGET_USD: '1000000',
    GRAMD_OPENAI_ENQUEUED_TOKENS: '100000000000',
    GRAMD_BATCH_MAX_TASKS: '50000',
    // Without cron: its tasks would be measured too.
    GRAMD_ROLES: 'api,worker',
    GRAMD_LOG_PRETTY: 'false',
    NODE_OPTIONS: options.nodeOptions,
  }
}

/** Sends the analyses of a range of creators and reads their results. */
async function measureAll(which: string, range: [number, number]): Promise<void> {
  const rows = range[1] - range[0] + 1
  await client.query(ANALYSES, range)
  await client.query('vacuum analyze scrape_tasks_open')
  const sending = await measure(
    {
      name: `send, ${which}`,
      rows,
      isOver:
        "select where not exists (select from scrape_tasks_open where status = 'pending' or " +
        'batch_id is null)',
    },
    async () => await enqueue(submitBatch),
  )
  add(lineOf(sending, await filesOf('batch'), false))
  await standIn.answer()
  const outputs = await filesOf('batch_output')
  progress('all rows are answered')
  const reading = await measure(
    {
      name: `ingest, ${which}`,
      rows,
      isOver: 'select where not exists (select from scrape_tasks_open)',
    },
    async () => await enqueue(pollBatches),
  )
  add(lineOf(reading, outputs, true))
}

function add(line: AnalysisLine): void {
  report.push(line)
  if (options.json) process.stdout.write(`${JSON.stringify(line)}\n`)
  progress(`${line.phase}: ${line.rows_per_second} rows/s, ${line.peak_rss_mb} MB`)
  for (const { statement, calls, seconds } of line.heaviest)
    process.stderr.write(`        ${seconds} s in ${calls} calls: ${statement}\n`)
}

/** Enqueues a task, as cron does. */
async function enqueue(type: TaskType<AnalyzeServices>): Promise<void> {
  await enqueueAll(db, type, [{}], { notify: '' })
}

/** The stand-in's files of one purpose; input files are deleted after their results are read. */
async function filesOf(purpose: 'batch' | 'batch_output'): Promise<Files> {
  const response = await fetch(`${standIn.baseUrl}/files?purpose=${purpose}`, {
    headers: { authorization: `Bearer ${standIn.apiKey}` },
  })
  const { data } = FileList.parse(await response.json())
  const megabytes = data.map(({ bytes }) => bytes / 1e6)
  return {
    count: data.length,
    megabytes: megabytes.reduce((sum, each) => sum + each, 0),
    largest: Math.max(0, ...megabytes),
  }
}

/**
 * Fast but wrong results do not count: every creator has one version of insights, was paid once,
 * and no file is left.
 */
async function judge(): Promise<void> {
  const { rows, batches, files, violations } = await standIn.report()
  const { rows: found } = await client.query<{ insights: number; active: number; cost: number }>(
    `select (select count(*)::int from ai_insights) as insights,
       (select count(*)::int from blogs where scrape_status = 'active' and ai_version = 1) as active,
       (select sum(cost_usd)::float8 from ai_batches) as cost`,
  )
  const totals = { ...found[0], answered: rows.answered, good: rows.good, ...batches.by_status }
  progress(
    `${JSON.stringify(totals)}; complaints: ${JSON.stringify(Object.fromEntries(daemon.complaints))}`,
  )
  const creators = plain + pictured
  const counts = [found[0]?.insights, found[0]?.active, rows.answered, rows.good]
  if (counts.some((count) => count !== creators))
    throw new Error(`not every one of ${creators} creators was analyzed once`)
  if (Object.keys(violations).length > 0)
    throw new Error(`the referee has seen ${JSON.stringify(violations)}`)
  if (files.undeleted.length > 0) throw new Error('files were left behind')
}
