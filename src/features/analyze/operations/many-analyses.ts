import { sql } from 'kysely'
import { estimateUsd } from '../../../ai/batches/gather.ts'
import { roundUsd } from '../../../ai/openai/prices.ts'
import { parseCreatorAddress } from '../../../creators/address.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { submitBatch } from '../../ai/index.ts'
import { jobId, notifyField, startJob } from '../../jobs/index.ts'
import { markAnalyzing } from '../../scrape/index.ts'
import { creatorInsights, type AnalyzeServices } from '../tasks/creator-insights.ts'

const MAX_USERNAMES = 10_000
const LONGEST_ADDRESS = 2_000

const RESULTS = ['created', 'already_open', 'unavailable', 'without_data', 'unknown'] as const
type Result = (typeof RESULTS)[number]

const ManyAnalyses = z
  .object({
    created: z.int(),
    already_open: z.int(),
    unavailable: z.int().openapi({ description: 'Private, restricted or deleted' }),
    without_data: z.int().openapi({ description: 'Not scraped yet: nothing to analyze' }),
    unknown: z.int(),
    job_id: jobId,
    cost_usd: z
      .number()
      .nullable()
      .openapi({
        description:
          'About what the created analyses cost in a batch: typical profiles with long answers; ' +
          'null when the price of the model is not known',
      }),
    results: z
      .array(z.object({ username: z.string(), result: z.enum(RESULTS) }))
      .openapi({ description: 'In the order of the request' }),
  })
  .openapi('ManyAnalyses')

const Request = z
  .strictObject({
    usernames: z
      .array(z.string().max(LONGEST_ADDRESS))
      .min(1)
      .max(MAX_USERNAMES)
      .openapi({ description: 'Usernames or addresses of profiles', example: ['natgeo'] }),
    dry_run: z
      .boolean()
      .default(false)
      .openapi({ description: 'Say what would become of each and what it costs' }),
    notify: notifyField,
  })
  .openapi('AnalyzeRequest')

const operation = operationsFor<AnalyzeServices>()

export const manyAnalysesOperations = {
  analyzeBlogs: operation.act({
    path: '/api/tasks/analyze',
    access: 'creators:write',
    assistant: { tool: true, isAdditive: true },
    summary: 'Have a model describe creators, in the next batches',
    body: Request,
    answer: ManyAnalyses,
    status: 202,
    success: 'What became of each name',
    async run({ body: { usernames, dry_run, notify } }, services, { principal }) {
      const { db, queue, config } = services
      const names = usernames.map((text) => {
        const parsed = parseCreatorAddress(text)
        return 'username' in parsed ? parsed.username : null
      })
      const wanted = [...new Set(names.filter((name) => name !== null))]
      const userId = principal.user?.id ?? null
      const { results, job } = dry_run
        ? { results: judgeAll(await blogsCalled(db, wanted).execute()), job: null }
        : await db.transaction().execute(async (tx) => {
            const { results, taskIds } = await enqueueAll(tx, services, wanted)
            const started = { kind: 'analysis', userId, notifies: notify, taskIds } as const
            return { results, job: await startJob(tx, started) }
          })
      if (!dry_run) queue.wake()
      const perName = usernames.map((username, place) => ({
        username,
        result: results.get(names[place] ?? '') ?? ('unknown' as const),
      }))
      const count = (result: Result): number =>
        [...results.values()].filter((each) => each === result).length
      const { typical } = creatorInsights
      const created = count('created')
      const cost = estimateUsd(config, typical, created * typical.inputTokens, created)
      return {
        created,
        already_open: count('already_open'),
        unavailable: count('unavailable'),
        without_data: count('without_data'),
        unknown: perName.filter(({ result }) => result === 'unknown').length,
        cost_usd: cost === 0 && created > 0 ? null : roundUsd(cost),
        job_id: job,
        results: perName,
      }
    },
  }),
}

type Known = {
  id: string
  username: string
  scrape_status: string
  scraped_at: Date | null
  has_open: boolean
}

/** Selects blogs in one order, in which they are locked. */
const blogsCalled = (db: Db, usernames: readonly string[]) =>
  db
    .selectFrom('shared.blogs as blog')
    .select(['blog.id', 'blog.username', 'blog.scrape_status', 'blog.scraped_at'])
    .select(sql<boolean>`derived.has_open_analysis(blog.id)`.as('has_open'))
    .where('blog.platform', '=', 'instagram')
    .where(sql<boolean>`blog.username = any (${usernames}::text[])`)
    .orderBy('blog.id')

function judge({ scrape_status, scraped_at, has_open }: Known): Result {
  if (['private', 'restricted', 'deleted'].includes(scrape_status)) return 'unavailable'
  if (scraped_at === null) return 'without_data'
  return has_open ? 'already_open' : 'created'
}

/** Returns what would become of each creator, by username. */
const judgeAll = (blogs: readonly Known[]): Map<string, Result> =>
  new Map(blogs.map((blog) => [blog.username, judge(blog)]))

async function enqueueAll(
  tx: Tx,
  { queue }: AnalyzeServices,
  usernames: readonly string[],
): Promise<{ results: Map<string, Result>; taskIds: number[] }> {
  // Blogs are locked before tasks everywhere.
  const blogs = await blogsCalled(tx, usernames).forNoKeyUpdate().execute()
  const results = judgeAll(blogs)
  const fit = blogs.filter((blog) => judge(blog) === 'created')
  if (fit.length === 0) return { results, taskIds: [] }
  const ids = fit.map(({ id }) => id)
  const payloads = ids.map((blog_id) => ({ blog_id }))
  const tasks = await queue.enqueueMany(tx, creatorInsights.task, payloads)
  for (const [place, { username }] of fit.entries())
    if (!tasks[place]?.created) results.set(username, 'already_open')
  await markAnalyzing(tx, ids)
  await queue.enqueue(tx, submitBatch, {})
  return { results, taskIds: tasks.map(({ id }) => id) }
}
