import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { createControlClient } from '../run/control-client.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import { sumOf } from '../run/report.ts'

/** The results of own Reels over two days, and the expectations of one project. */
export type OwnOutcome = {
  accounts: { username: string; login: string }[]
  /** Their connections, in the same order. */
  connections: string[]
  reels: number
  syncs: number
  /** Calls of Meta's official API. */
  calls: number
  hours: number
  project: string
  metrics: Metric[]
  advice: string[]
  rulesBroken: number
}

type Metric = {
  metric: string
  predicted: number | null
  actual: number | null
  delta: number | null
}

type Follow = {
  hours: number
  /** World hours since the beginning, of `hours`. */
  onHour: (hour: number) => void
  signal: AbortSignal
}

const LOGINS = [
  { login: 'facebook', person: 'brand' },
  { login: 'instagram', person: 'creator' },
] as const

const HOUR_MS = 3_600_000
const POLL_MS = 250
/** World hours after which a reading does not come any more. */
const MAX_LATE_HOURS = 47
const PREDICTED = {
  views: 12_000,
  reach: 9_000,
  likes: 420,
  comments: 45,
  saves: 260,
  shares: 120,
}
const SCRIPT = `Three ways to make coffee taste like the one at the corner.
First the water, then the grind, then patience. Save it for Sunday morning.`

const Begun = z.object({ url: z.string() })
const Connected = z.object({ accountId: z.string(), username: z.string() })
const Id = z.object({ id: z.string() })
const Version = z.object({ id: z.string(), tag: z.string() })
const MediaPage = z.object({
  data: z.array(z.object({ id: z.string(), permalink: z.string().nullable() })),
  next_cursor: z.string().nullable(),
})
const Counts = z.object({ total: z.number() })
const Performance = z.object({
  data: z.array(
    z.object({
      metrics: z.array(
        z.object({
          metric: z.string(),
          predicted: z.number().nullable(),
          actual: z.number().nullable(),
          relative_delta: z.number().nullable(),
        }),
      ),
    }),
  ),
  advice: z.object({ lines: z.array(z.object({ text: z.string() })) }),
})
const Report = z.object({
  requests: z.record(z.string(), z.number()),
  violations: z.record(z.string(), z.number()),
})

/**
 * Connects an account with each of Meta's logins, publishes a Reel that names its version, and
 * follows all Reels as an API client would see them.
 */
export async function followOwnReels(gramd: LocalGramd, follow: Follow): Promise<OwnOutcome> {
  const { api, standIns } = gramd
  const control = createControlClient(standIns.graph.controlUrl)
  const accounts: (z.output<typeof Connected> & { login: string })[] = []
  for (const { login, person } of LOGINS)
    accounts.push({ login, ...(await connect(gramd, login, person)) })
  const project = 'Coffee at home'
  const { id: projectId } = Id.parse(await api.post('/api/projects', { name: project }))
  const version = { title: 'Three ways', script: SCRIPT, predicted: PREDICTED }
  const { tag } = Version.parse(await api.post(`/api/projects/${projectId}/versions`, version))
  const caption = `Coffee like at the corner ☕ ${tag}`
  await control.post(`/accounts/${accounts[0]?.username}/posts`, { caption, type: 'VIDEO' })

  await followFor(gramd, follow, async () => await isCompared(gramd, projectId))

  const reels = await Promise.all(
    accounts.map(async ({ accountId }) => await countReels(gramd, accountId)),
  )
  const { data, advice } = Performance.parse(
    await api.get(`/api/projects/${projectId}/performance?language=en`),
  )
  const { requests, violations } = Report.parse(await control.get('/report'))
  return {
    accounts: accounts.map(({ username, login }) => ({ username, login })),
    connections: accounts.map(({ accountId }) => accountId),
    reels: sumOf(reels),
    syncs: await countSyncs(gramd),
    calls: sumOf(Object.values(requests)),
    hours: follow.hours,
    project,
    metrics: (data[0]?.metrics ?? []).map(({ relative_delta: delta, ...metric }) => ({
      ...metric,
      delta,
    })),
    advice: advice.lines.map(({ text }) => text),
    rulesBroken: sumOf(Object.values(violations)),
  }
}

/** Goes through Meta's dialog as a person of the stand-in, and back to gramd. */
export async function connect(
  { api, url, standIns }: LocalGramd,
  login: string,
  person: string,
): Promise<z.output<typeof Connected>> {
  const begun = Begun.parse(await api.get(`/api/ig/auth/url?login=${login}`))
  await createControlClient(standIns.graph.controlUrl).put('/consent', { as: person })
  const dialog = await fetch(begun.url, { redirect: 'manual' })
  // A program began it: its owner confirms who will own the account, as the page of the way back
  // asks.
  const { searchParams } = new URL(dialog.headers.get('location') ?? '', url)
  const confirmed = new URL('/api/ig/auth/confirm', url)
  const back = await fetch(confirmed, { method: 'POST', body: searchParams })
  return Connected.parse(await back.json())
}

/** A post that names its version has a reading after the age of comparison. */
async function isCompared({ api }: LocalGramd, projectId: string): Promise<boolean> {
  const { data } = Performance.parse(await api.get(`/api/projects/${projectId}/performance`))
  return data.some(({ metrics }) => metrics.some(({ actual }) => actual !== null))
}

/**
 * Until the hours are over and the post is compared: on a busy machine the last reading comes late.
 */
async function followFor(
  { worldNow }: LocalGramd,
  { hours, onHour, signal }: Follow,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const startedAt = worldNow()
  for (;;) {
    const passed = (worldNow() - startedAt) / HOUR_MS
    onHour(Math.min(hours, Math.floor(passed)))
    if (passed >= hours && (await isDone())) return
    if (passed >= hours + MAX_LATE_HOURS) return
    await delay(POLL_MS, undefined, { signal })
  }
}

async function countReels({ api }: LocalGramd, accountId: string): Promise<number> {
  let count = 0
  let cursor: string | null = null
  do {
    const search = new URLSearchParams({ type: 'reels', limit: '200', ...(cursor && { cursor }) })
    const page: z.output<typeof MediaPage> = MediaPage.parse(
      await api.get(`/api/ig/${accountId}/media?${search.toString()}`),
    )
    count += page.data.length
    cursor = page.next_cursor
  } while (cursor !== null)
  return count
}

async function countSyncs({ api }: LocalGramd): Promise<number> {
  const filter = 'task_type=sync_own_media&status=done'
  return Counts.parse(await api.get(`/api/tasks/counts?${filter}`)).total
}
