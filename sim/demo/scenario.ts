import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { addAccounts } from '../run/accounts.ts'
import type { GramdApi } from '../run/api.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import { sumOf } from '../run/report.ts'
import { countTasks, followTask, listTasks, type Counts } from './follow.ts'

export type Step =
  | { stage: 'own'; hour: number; hours: number }
  | { stage: 'campaign'; day: number; days: number; found: number }
  | { stage: 'accounts'; count: number }
  | { stage: 'discover'; done: number; total: number; created: number }
  | { stage: 'creators'; counts: Counts; batches: OpenBatch[] }

/** A batch at OpenAI; its age is in world time. */
type OpenBatch = { rows: number; ageSeconds: number }

export type Creator = {
  username: string
  followers: number | null
  er: number | null
  engagementTrend: string | null
  languages: string[]
  topic: string | null
  /** Evidence of the model that quotes the creator. */
  quotes: Quote[]
  /** Answers without valid evidence. */
  unsupported: number
  status: string
}

type Quote = { field: string; quote: string }

export type Outcome = {
  creators: Creator[]
  tasks: { done: number; failed: number }
  /** Requests of a full scrape, on average. */
  requestsPerProfile: number
  /** The allowed average: 3 + ceil(H/5) with H highlights. */
  requestsAllowedPerProfile: number
  /** Full scrapes above that: a refused request is repeated on another account. */
  overspentScrapes: number
  discoverRequests: number
  official: OfficialShare
  refereeViolations: number
}

/** Creators that Meta's official API returned first, and the requests that this saved the pool. */
export type OfficialShare = {
  creators: number
  /** Requests of the pool for one of them, on average; null without any. */
  requests: number | null
  /** For one of the others. */
  requestsOfOthers: number | null
}

const Enqueued = z.object({ task_id: z.number() })
const ScrapeResult = z.object({
  outcome: z.string(),
  requests: z.number().nullable(),
  highlights: z.number(),
  official: z.array(z.string()).default([]),
})
const DiscoverResult = z.object({ requests: z.number() })
/** The stand-in for Instagram answers with a bare list, the other with `data`. */
const Violations = z.union([
  z.array(z.unknown()),
  z.object({ data: z.array(z.unknown()) }).transform(({ data }) => data),
])
const BlogPage = z.object({
  data: z.array(
    z.object({
      username: z.string(),
      follower_count: z.number().nullable(),
      er: z.number().nullable(),
      engagement_trend: z.string().nullable(),
      languages: z.array(z.string()),
      ai_insights: z
        .looseObject({
          content: z.object({ primary_topic: z.string() }).loose(),
          unsupported: z.array(z.string()).default([]),
        })
        .nullable(),
      scrape_status: z.string(),
    }),
  ),
  next_cursor: z.string().nullable(),
})

const Evidence = z.object({
  evidence: z
    .array(z.object({ field: z.string(), quote: z.string().nullable() }))
    .transform((pieces) =>
      pieces.flatMap(({ field, quote }) => (quote === null ? [] : [{ field, quote }])),
    ),
})
const BatchPage = z.object({
  data: z.array(
    z.object({
      rows: z.object({ total: z.number() }),
      age_seconds: z.number(),
      sent_at: z.string().nullable(),
      completed_at: z.string().nullable(),
    }),
  ),
})

const POLL_MS = 500

type ScenarioOptions = {
  hashtags: readonly string[]
  /** Posts of each hashtag whose authors are checked; gramd's default if absent. */
  posts?: number
  /** Accounts of the stand-in that read; all without it. */
  readers?: number
  /** Whether these accounts are in the pool already. */
  hasPool?: boolean
  onStep: (step: Step) => void
  signal: AbortSignal
}

/**
 * Fills the pool, discovers creators by hashtags and waits until all are done, as an API client
 * would.
 */
export async function runScenario(gramd: LocalGramd, options: ScenarioOptions): Promise<Outcome> {
  const { api, standIns } = gramd
  const count = options.readers ?? standIns.instagram.accounts.length
  if (!options.hasPool) await addAccounts(gramd, count)
  options.onStep({ stage: 'accounts', count })

  const { task_id } = Enqueued.parse(
    await api.post('/api/tasks/discover', { hashtags: options.hashtags, posts: options.posts }),
  )
  await followTask(
    api,
    task_id,
    ({ done, total, created }) =>
      options.onStep({ stage: 'discover', done, total, created: created ?? 0 }),
    options.signal,
  )
  await untilAllEnded(gramd, options)
  return await readOutcome(gramd)
}

async function untilAllEnded(
  { api }: LocalGramd,
  options: { onStep: (step: Step) => void; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    options.signal.throwIfAborted()
    try {
      const counts = await countTasks(api)
      options.onStep({ stage: 'creators', counts, batches: await readOpenBatches(api) })
      if (Object.values(counts).every(({ open }) => open === 0)) return
    } catch (error) {
      if (error instanceof z.ZodError) throw error
      await api.untilReady(options.signal) // a test may have killed the daemon
    }
    await delay(POLL_MS, undefined, { signal: options.signal })
  }
}

async function readOpenBatches(api: GramdApi): Promise<OpenBatch[]> {
  const { data } = BatchPage.parse(await api.get('/api/batches?limit=20'))
  return data
    .filter((batch) => batch.sent_at !== null && batch.completed_at === null)
    .map((batch) => ({ rows: batch.rows.total, ageSeconds: batch.age_seconds }))
}

async function readOutcome({ api, standIns }: LocalGramd): Promise<Outcome> {
  const counts = await countTasks(api)
  const totals = Object.values(counts)
  const scrapes = (await listTasks(api, 'full_scrape'))
    .flatMap((task) => ScrapeResult.safeParse(task.result).data ?? [])
    .filter(({ outcome }) => outcome === 'scraped')
    .map(({ requests, highlights, official }) => ({
      requests: requests ?? 0,
      isOfficial: official.length > 0,
      allowed: 3 + Math.ceil(highlights / 5),
    }))
  const discovers = (await listTasks(api, 'discover')).map(
    (task) => DiscoverResult.safeParse(task.result).data,
  )
  return {
    creators: await readCreators(api),
    tasks: {
      done: sumOf(totals.map(({ done }) => done)),
      failed: sumOf(totals.map(({ failed }) => failed)),
    },
    requestsPerProfile: mean(scrapes.map(({ requests }) => requests)),
    requestsAllowedPerProfile: mean(scrapes.map(({ allowed }) => allowed)),
    overspentScrapes: scrapes.filter(({ requests, allowed }) => requests > allowed).length,
    official: officialShare(scrapes),
    discoverRequests: sumOf(discovers.map((result) => result?.requests ?? 0)),
    refereeViolations:
      (await countViolations(`${standIns.instagram.controlUrl}/referee/violations`)) +
      (await countViolations(`${standIns.openai.controlUrl}/violations`)),
  }
}

function officialShare(
  scrapes: readonly { isOfficial: boolean; requests: number }[],
): OfficialShare {
  const meanOf = (isOfficial: boolean): number | null => {
    const of = scrapes.filter((scrape) => scrape.isOfficial === isOfficial)
    return of.length === 0 ? null : mean(of.map(({ requests }) => requests))
  }
  return {
    creators: scrapes.filter(({ isOfficial }) => isOfficial).length,
    requests: meanOf(true),
    requestsOfOthers: meanOf(false),
  }
}

async function readCreators(api: GramdApi): Promise<Creator[]> {
  const creators: Creator[] = []
  let cursor: string | null = null
  do {
    const search = new URLSearchParams({
      sort: 'follower_count',
      limit: '200',
      ...(cursor === null ? {} : { cursor }),
    })
    const page: z.output<typeof BlogPage> = BlogPage.parse(
      await api.get(`/api/blogs?${search.toString()}`),
    )
    for (const blog of page.data) {
      creators.push({
        username: blog.username,
        followers: blog.follower_count,
        er: blog.er,
        engagementTrend: blog.engagement_trend,
        languages: blog.languages,
        topic: blog.ai_insights?.content.primary_topic ?? null,
        quotes: Object.values(blog.ai_insights ?? {}).flatMap(
          (section) => Evidence.safeParse(section).data?.evidence ?? [],
        ),
        unsupported: blog.ai_insights?.unsupported.length ?? 0,
        status: blog.scrape_status,
      })
    }
    cursor = page.next_cursor
  } while (cursor !== null)
  return creators
}

async function countViolations(url: string): Promise<number> {
  return Violations.parse(await (await fetch(url)).json()).length
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : Number((sumOf(numbers) / numbers.length).toFixed(2))
