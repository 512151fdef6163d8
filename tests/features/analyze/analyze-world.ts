import { sql } from 'kysely'
import { Registry } from 'prom-client'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../../src/base/clock.ts'
import { advanceWorldTime, setWorldTime } from '../../../src/db/world-clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { AiKind } from '../../../src/ai/kind.ts'
import type { AiServices } from '../../../src/ai/services.ts'
import { creatorInsights } from '../../../src/features/analyze/tasks/creator-insights.ts'
import { features } from '../../../src/features/index.ts'
import type { Feature } from '../../../src/features/manifest.ts'
import type { Services } from '../../../src/features/services.ts'
import { createLogger } from '../../../src/base/log/log.ts'
import { runNext, testServices } from '../gramd-world.ts'
import { startOpenAiSim, type OpenAiSim, type OpenAiSimOptions } from '../../../sim/openai/index.ts'

export const HOUR = 3_600_000
const START = Date.UTC(2026, 10, 21, 9)

export type AnalyzeWorld = {
  db: Db
  sim: OpenAiSim
  services: Services
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
  const logged: Record<string, unknown>[] = []
  const log = createLogger({
    level: 'debug',
    destination: { write: (line: string) => void logged.push(JSON.parse(line)) },
  })
  const registry = new Registry()
  const others: Feature = { name: 'others', tasks: kinds.map(({ task }) => task), aiKinds: kinds }
  const services = testServices(db, clock, null, {
    settings: {
      OPENAI_API_KEY: sim.apiKey,
      OPENAI_BASE_URL: sim.baseUrl,
      GRAMD_IMAGES_PER_ANALYSIS: '10',
      ...settings,
    },
    features: [...features, others],
    log,
    registry,
    openai: { timeoutMs: 5_000, idleTimeoutMs: 500 },
  })
  const { queue } = services
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
      await runNext(services, taskType)
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
