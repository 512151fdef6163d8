import { sql } from 'kysely'
import { Registry } from 'prom-client'
import { onTestFinished } from 'vitest'
import { loadConfig, type Config } from '../../../src/config.ts'
import type { Clock } from '../../../src/base/clock.ts'
import { advanceWorldTime, setWorldTime } from '../../../src/db/world-clock.ts'
import type { Db } from '../../../src/db/database.ts'
import { byPriority, type AiKind } from '../../../src/ai/kind.ts'
import type { AiServices } from '../../../src/ai/services.ts'
import { asking } from '../../../src/features/ai/index.ts'
import { creatorInsights } from '../../../src/features/analyze/creator-insights.ts'
import { analyze } from '../../../src/features/analyze/index.ts'
import type { AnalyzeServices } from '../../../src/features/analyze/services.ts'
import { createLogger } from '../../../src/base/log.ts'
import { createOpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { createAnswerMetrics } from '../../../src/ai/openai/metrics.ts'
import { claimTasks } from '../../fixtures/claim-tasks.ts'
import { execute } from '../../../src/queue/worker/execute.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { erasuresOf } from '../erase/erasures-of.ts'
import { startOpenAiSim, type OpenAiSim, type OpenAiSimOptions } from '../../../sim/openai/index.ts'

export const HOUR = 3_600_000
const START = Date.UTC(2026, 10, 21, 9)

export type AnalyzeWorld = {
  db: Db
  sim: OpenAiSim
  services: AnalyzeServices
  /** What was logged, oldest first. */
  logged: Record<string, unknown>[]
  /** What was counted. */
  registry: Registry
  /** Moves world time for the database, the stand-in and the feature alike. */
  advance(ms: number): Promise<void>
  /** Enqueues a task and runs it (or the open one of its kind) as a worker does; gives the row as it is afterwards. */
  run(taskType: string): Promise<TaskRow>
  /** Enqueues the analysis of these blogs; gives the task ids. */
  enqueueAnalyses(blogIds: readonly string[]): Promise<number[]>
  task(id: number): Promise<TaskRow>
  cancel(taskId: number): Promise<void>
  /** All analyses by the username of their creator. */
  analyses(): Promise<Record<string, AnalysisRow>>
}

type AnalysisRow = {
  status: string
  attempts: number
  in_batch: boolean
  outcome: unknown
  scrape_status: string
}

type TaskRow = Awaited<ReturnType<typeof readTask>>

/** The feature with its queue on a database of its own and the OpenAI stand-in, in a world whose time only tests move. */
export async function startAnalyzeWorld(
  db: Db,
  settings: Record<string, string> = {},
  simOptions: Partial<OpenAiSimOptions> = {},
  kinds: readonly AiKind<AiServices>[] = [],
): Promise<AnalyzeWorld> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  let nowMs = START
  const clock: Clock = {
    now: () => new Date(nowMs),
    realMs: (ms) => ms,
    sleep: async () => {},
  }
  const sim = await startOpenAiSim({ seed: 'analyze', clock, ...simOptions })
  onTestFinished(async () => await sim.close())
  const openai = createOpenAiGateway({
    apiKey: sim.apiKey,
    baseUrl: sim.baseUrl,
    timeoutMs: 5_000,
    idleTimeoutMs: 500,
  })
  const logged: Record<string, unknown>[] = []
  const log = createLogger({
    level: 'debug',
    destination: { write: (line: string) => void logged.push(JSON.parse(line)) },
  })
  const queue = createQueue(
    [...analyze.tasks, ...asking.tasks, ...kinds.map(({ task }) => task)],
    () => undefined,
  )
  const registry = new Registry()
  const answerMetrics = createAnswerMetrics(registry)
  const config = testConfig(settings)
  const erasures = erasuresOf(db, { keys: config.encryptionKeys })
  const services: AnalyzeServices = {
    db,
    clock,
    config,
    openai,
    queue,
    answerMetrics,
    aiKinds: byPriority([creatorInsights, ...kinds]),
    erasures,
  }
  const world: AnalyzeWorld = {
    db,
    sim,
    services,
    logged,
    registry,
    task: async (id) => await readTask(db, id),
    cancel: async (id) => await queue.cancel(db, id),
    analyses: async () => await readAnalyses(db),
    async advance(ms) {
      nowMs += ms
      await advanceWorldTime(db, ms)
    },
    async run(taskType) {
      const type = queue.types.get(taskType)
      if (!type) throw new Error(`no task type ${taskType}`)
      const { id } = await queue.enqueue(db, type, {})
      const [task] = await claimTasks(db, {
        owner: 'test',
        limit: 1,
        types: [
          {
            name: taskType,
            resource: 'openai',
            room: 1,
            leaseMs: 60_000,
            keyLimit: type.limit?.max,
          },
        ],
        resources: {},
      })
      if (task?.id !== id) throw new Error(`${taskType} is not due`)
      const execution = { db, clock, log, random: () => 0.5, services }
      await execute<AnalyzeServices>(execution, type, task, new AbortController().signal)
      return await readTask(db, id)
    },
    async enqueueAnalyses(blogIds) {
      const payloads = blogIds.map((blog_id) => ({ blog_id }))
      const tasks = await queue.enqueueMany(db, creatorInsights.task, payloads)
      return tasks.map((task) => task.id)
    },
  }
  return world
}

function testConfig(settings: Record<string, string>): Config {
  return loadConfig({
    SCRAPER_API_KEY: 'a-key-for-tests-only',
    GRAMD_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    ...settings,
  })
}

async function readTask(db: Db, id: number) {
  return await db
    .selectFrom('scrape_tasks')
    .select([
      'id',
      'status',
      'attempts',
      'batch_id',
      'result',
      'error_code',
      'error_message',
      'next_retry_at',
    ])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

async function readAnalyses(db: Db): Promise<Record<string, AnalysisRow>> {
  const rows = await db
    .selectFrom('scrape_tasks as t')
    .innerJoin('blogs as b', (join) => join.on(sql`b.id`, '=', sql`derived.blog_of(t.subject)`))
    .select(['b.username', 'b.scrape_status', 't.status', 't.attempts', 't.batch_id', 't.result'])
    .where('t.task_type', '=', 'ai_analysis')
    .orderBy('t.id')
    .execute()
  return Object.fromEntries(
    rows.map(({ username, batch_id, result, ...row }) => [
      username,
      {
        ...row,
        in_batch: batch_id !== null,
        outcome:
          result && typeof result === 'object' && 'outcome' in result ? result['outcome'] : null,
      },
    ]),
  )
}
