import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import type { Services } from '../../src/features/services.ts'
import { syncOwnMedia } from '../../src/features/own-media/tasks/sync-own-media.ts'
import { startGraphStandIn, type GraphStandIn } from '../graph/index.ts'
import { createAdjustableClock } from '../adjustable-clock.ts'
import { startGramdHere } from '../run/gramd-here.ts'
import { connectBrand, graphSettingsOf, type Brand } from './connect-brands.ts'
import { differencesOfDiscovery } from './discovered.ts'
import { differencesOf, type Difference } from './judge.ts'
import { createPace, type Pace, type PaceReport } from './pace.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Differences of a report. */
const MAX_LINES = 20
/** Accounts that Business Discovery is asked about. */
const MAX_DISCOVERED = 20
const START = Date.UTC(2026, 10, 1)
/** Parts of the run after each of which the memory is read. */
const PARTS = 5
/** Real time between two polls of what waits. */
const LOOK_MS = 250

export type Scenario = {
  accounts: number
  posts: number
  days: number
  /** World time by real time, while the machine keeps up. */
  speed: number
  /** Settings that are not at their defaults. */
  settings?: Readonly<Record<string, string>>
  /** The share of the posts at the start from before the account was professional. */
  beforeConversion?: number
  /** Also posts that are too old for the plan are synced, once. */
  everyPost?: boolean
  /** Changes what is stored before it is compared, for tests of the comparison. */
  spoil?: (db: Db) => Promise<void>
  /** Real ms after which the run ends, wherever it is. */
  limitMs: number
  signal: AbortSignal
  progress(line: string): void
}

export type OwnMediaReport = {
  accounts: number
  posts: number
  days: number
  tookSeconds: number
  requests: number
  requestsByRoute: Record<string, number>
  violations: Record<string, number>
  media: number
  snapshots: number
  /**
   * Share of the real time in which the machine did not keep up, so that world time went slower;
   * and how fast it went.
   */
  pace: PaceReport
  /** Syncs that began more than an hour (world time) after they were due. */
  lateSyncs: number
  latestMinutes: number
  failedTasks: number
  /** The first differences from the truth of the stand-in; `wrong` counts all of them. */
  differences: Difference[]
  wrong: number
  /** By the first word of what is wrong. */
  wrongBy: Record<string, number>
  /** World days that were reached. */
  reachedDays: number
  /** MB of the process, with the stand-in in it, after each fifth of the time. */
  memoryMb: readonly number[]
}

/** Follows accounts of the stand-in through days of its clock, in this process, and counts. */
export async function followAccounts(url: string, scenario: Scenario): Promise<OwnMediaReport> {
  await using stack = new AsyncDisposableStack()
  const { accounts, posts, speed, signal, progress, beforeConversion = 0 } = scenario
  const db = openDatabase({ url, max: 20, onIdleError: () => undefined })
  stack.defer(async () => await db.destroy())
  await migrate(db)
  const realAt = Date.now()
  await setWorldTime(db, { worldAt: START, realAt, speed })
  const clock = createAdjustableClock({ worldAt: START, realAt, speed })
  const standIn = await startGraphStandIn({
    seed: 'own-media',
    clock,
    brands: { count: accounts, posts, postEveryHours: 36, beforeConversion },
  })
  stack.defer(async () => await standIn.close())
  const gramd = startGramdHere(db, clock, {
    name: 'own-media',
    settings: {
      ...graphSettingsOf(standIn),
      GRAMD_OWN_MEDIA_PICTURE_HOSTS: 'example.invalid',
      GRAMD_MAX_CONCURRENT_TASKS: '16',
      ...scenario.settings,
    },
  })
  stack.defer(async () => await gramd.close())
  const { services } = gramd
  const brands = await connectAll(services, standIn, accounts)
  progress(`${accounts} accounts are connected`)
  const pace = createPace({ db, clock, speed })
  const memoryMb = await untilTheEnd(services, pace, { ...scenario, startedAt: realAt })
  signal.throwIfAborted()
  // What is read while it is compared would differ.
  await gramd.stopWorker()
  await scenario.spoil?.(db)
  progress('comparing with the truth')
  return await reportOf(services, standIn, brands, {
    scenario,
    realAt,
    memoryMb,
    pace: pace.report(),
  })
}

/** Every second one with Instagram Login. */
async function connectAll(
  { connections }: Services,
  standIn: GraphStandIn,
  accounts: number,
): Promise<Brand[]> {
  if (!connections) throw new Error('no app of Meta is configured')
  const brands: Brand[] = []
  for (let at = 1; at <= accounts; at += 1) {
    const login = at % 2 === 0 ? 'instagram' : 'facebook'
    brands.push(await connectBrand(connections, standIn, { person: `brand-${at}`, login }))
  }
  return brands
}

/** Makes the ticks of the scheduler; gives the memory after each part of the time. */
async function untilTheEnd(
  { db, clock, queue }: Services,
  pace: Pace,
  { days, limitMs, signal, progress, startedAt, ...scenario }: Scenario & { startedAt: number },
): Promise<number[]> {
  const plan = queue.types.get('schedule_own_media')
  if (!plan) throw new Error('no task type schedule_own_media')
  const memory: number[] = []
  let reportedDay = 0
  let plannedAt = 0
  let isEveryPost = scenario.everyPost ?? false
  for (;;) {
    const passedMs = clock.now().getTime() - START
    while (memory.length < Math.floor((PARTS * passedMs) / (days * DAY_MS))) memory.push(memoryMb())
    if (passedMs >= days * DAY_MS || Date.now() - startedAt > limitMs || signal.aborted)
      return memory
    const day = Math.floor(passedMs / DAY_MS)
    if (day > reportedDay) {
      reportedDay = day
      const { slowedShare, meanSpeed } = pace.report()
      const speed = `${Math.round(meanSpeed)} × real time, slowed for ${Math.round(slowedShare * 100)} %`
      progress(`day ${day} of ${days}, ${memoryMb()} MB, ${speed}`)
    }
    if (isEveryPost && passedMs > 2 * HOUR_MS) {
      isEveryPost = false
      await queue.enqueueMany(db, syncOwnMedia, await listPosts(db), { priority: 6 })
    }
    if (passedMs - plannedAt >= MINUTE_MS) {
      plannedAt = passedMs
      await queue.enqueue(db, plan, {})
    }
    await pace.adjust()
    const waitMs = Math.min(LOOK_MS, Math.max(5, clock.realMs(MINUTE_MS)))
    await delay(waitMs, undefined, { signal }).catch(() => undefined)
  }
}

const listPosts = async (db: Db) =>
  await db.selectFrom('own_media').select(['id as media_id', 'connection_id']).execute()

function memoryMb(): number {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().rss / 1e6)
}

async function compareAll(
  { db, clock, connections }: Services,
  { control: { truth } }: GraphStandIn,
  brands: readonly Brand[],
): Promise<Difference[]> {
  const differences: Difference[] = []
  const at = clock.now()
  for (const brand of brands) differences.push(...(await differencesOf({ db, truth, at }, brand)))
  const [by] = brands
  if (!connections || !by) throw new Error('nobody is connected')
  for (const { username } of brands.slice(0, MAX_DISCOVERED)) {
    const discovery = { connections, truth, clock }
    differences.push(...(await differencesOfDiscovery(discovery, by, username)))
  }
  return differences
}

function countsBy(differences: readonly Difference[]): Record<string, number> {
  const words = Map.groupBy(differences, ({ field }) => field.split(' ')[0] ?? field)
  return Object.fromEntries([...words].map(([word, some]) => [word, some.length]))
}

async function reportOf(
  services: Services,
  standIn: GraphStandIn,
  brands: readonly Brand[],
  {
    scenario,
    realAt,
    memoryMb,
    pace,
  }: { scenario: Scenario; realAt: number; memoryMb: readonly number[]; pace: PaceReport },
): Promise<OwnMediaReport> {
  const { requests, violations } = standIn.control.report()
  const { rows } = await sql<{
    media: number
    snapshots: number
    late: number
    latest: number | null
    failed: number
  }>`
    select (select count(*)::int from own_media) as media, (select count(*)::int from media_insights) as snapshots,
      (count(*) filter (where task_type = 'sync_own_media'
        and started_at > created_at + interval '1 hour'))::int as late,
      (extract(epoch from max(started_at - created_at)
        filter (where task_type = 'sync_own_media')) / 60)::float8 as latest,
      (count(*) filter (where status = 'failed'))::int as failed
    from scrape_tasks`.execute(services.db)
  const [counted] = rows
  const differences = await compareAll(services, standIn, brands)
  return {
    accounts: scenario.accounts,
    posts: scenario.posts,
    days: scenario.days,
    tookSeconds: Math.round((Date.now() - realAt) / 1_000),
    requests: Object.values(requests).reduce((sum, count) => sum + count, 0),
    requestsByRoute: requests,
    violations: Object.fromEntries(
      Object.entries(violations).map(([rule, count]) => [rule, count ?? 0]),
    ),
    media: counted?.media ?? 0,
    snapshots: counted?.snapshots ?? 0,
    lateSyncs: counted?.late ?? 0,
    latestMinutes: Math.round(counted?.latest ?? 0),
    failedTasks: counted?.failed ?? 0,
    differences: differences.slice(0, MAX_LINES),
    wrong: differences.length,
    wrongBy: countsBy(differences),
    memoryMb,
    pace,
    reachedDays: Number(((services.clock.now().getTime() - START) / DAY_MS).toFixed(1)),
  }
}
