import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { scheduleStorePolls } from '../../src/features/catalog/syncs/poll-store.ts'
import { createPace } from '../own-media/pace.ts'
import { sellingCaption } from './selling.ts'
import { percentile, startShopWorld, type ShopWorld } from './world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Real time between two polls of what waits. */
const LOOK_MS = 100
/**
 * World time for which something may wait before world time slows: what is late then is late for
 * gramd's sake.
 */
const LATE_MS = 15_000
/** World time in which the last posts may still become drafts. */
const AFTERMATH_MS = 10 * MINUTE_MS
/** How long a model thinks, in world time. */
const ANSWER_MS = 6_000
/**
 * The calls that Meta's formula gives an account that one person sees in a day: the least above
 * none.
 */
const MIN_CALLS = 4_800
/** The share of a day's calls from which on gramd only sends calls that a person waits for. */
const USABLE = 0.75
const GOAL_SECONDS = 120

export type FollowOptions = {
  stores: number
  hours: number
  speed: number
  /** The posts of each store in an hour. */
  postsPerHour: number
  signal: AbortSignal
  progress(line: string): void
}

export type FollowReport = {
  stores: number
  hours: number
  posts: number
  drafts: number
  /** World seconds from a post to its draft. */
  seconds: { median: number | null; p95: number | null; most: number | null }
  /** The part of that time from the post until gramd had listed it. */
  untilListed: { median: number | null; p95: number | null }
  meta: {
    /** The requests of an account in an hour, on average. */
    requestsPerHour: number
    /**
     * Calls of a day that the least seen account has, and the share of them that a poll every
     * minute takes.
     */
    allowedPerDay: number
    usedShare: number
    /** Minutes between two polls if an account were allowed so many calls a day. */
    minutesBetweenPolls: Record<string, number>
    maxUsedPercent: number
    violations: number
  }
  pace: { slowedShare: number; meanSpeed: number }
  tookSeconds: number
  failures: string[]
}

/** Follows stores whose posts appear at random through hours of the stand-in's clock. */
export async function followStores(options: FollowOptions): Promise<FollowReport> {
  const { stores, hours, speed, signal, progress } = options
  const startedAt = performance.now()
  await using world = await startShopWorld({ speed, answerMs: ANSWER_MS, callsPerDay: MIN_CALLS })
  const { clock, graph } = world
  const shops = Array.from({ length: stores }, (_, at) => `shop.${at + 1}`)
  for (const [at, shop] of shops.entries()) {
    await world.open(shop)
    if ((at + 1) % 100 === 0) progress(`${at + 1} stores are connected`)
  }
  const from = clock.now().getTime() + MINUTE_MS
  const until = from + hours * HOUR_MS
  const posts = publishAtRandom(world, shops, { ...options, from, until })
  graph.control.clearRecords()
  const pace = createPace({ db: world.db, clock, speed, lateMs: LATE_MS })
  const listsUntil = await run(world, { from, until, posts, pace, signal, progress })
  signal.throwIfAborted()
  const times = await readTimes(world)
  const made = times.map(({ drafted }) => drafted)
  const requests = Object.entries(graph.control.report().requests)
    .filter(([route]) => route.endsWith('/media'))
    .reduce((sum, [, count]) => sum + count, 0)
  const requestsPerHour = requests / stores / ((listsUntil - from) / HOUR_MS)
  const p95 = percentile(made, 0.95)
  const violations = graph.control.violations().length
  return {
    stores,
    hours,
    posts,
    drafts: times.length,
    seconds: rounded({ median: percentile(made, 0.5), p95, most: percentile(made, 1) }),
    untilListed: rounded({
      median: percentile(
        times.map(({ listed }) => listed),
        0.5,
      ),
      p95: percentile(
        times.map(({ listed }) => listed),
        0.95,
      ),
    }),
    meta: {
      requestsPerHour: Math.round(requestsPerHour * 10) / 10,
      allowedPerDay: MIN_CALLS,
      usedShare: Math.round((24 * requestsPerHour * 1_000) / MIN_CALLS) / 1_000,
      minutesBetweenPolls: Object.fromEntries(
        [MIN_CALLS, 1_440, 480, 100].map((calls) => [calls, minutesBetweenPolls(calls)]),
      ),
      maxUsedPercent: await mostUsed(world),
      violations,
    },
    pace: pace.report(),
    tookSeconds: Math.round((performance.now() - startedAt) / 1_000),
    failures: [
      ...(times.length === posts ? [] : [`${posts - times.length} posts have no draft`]),
      ...(p95 !== null && p95 <= GOAL_SECONDS ? [] : [`p95 from post to draft is ${p95} s`]),
      ...(violations > 0 ? [`${violations} broken rules of Meta's`] : []),
    ],
  }
}

/** Looks never come more often than every minute, which is the setting's least. */
const minutesBetweenPolls = (callsPerDay: number): number =>
  Math.round(10 * Math.max(1, (24 * 60) / (USABLE * callsPerDay))) / 10

/** Gives how many posts there are. */
function publishAtRandom(
  { graph: { control } }: ShopWorld,
  shops: readonly string[],
  {
    from,
    until,
    hours,
    postsPerHour,
  }: { from: number; until: number; hours: number; postsPerHour: number },
): number {
  const count = Math.round(shops.length * hours * postsPerHour)
  for (let n = 1; n <= count; n += 1) {
    const shop = shops[Math.floor(Math.random() * shops.length)] ?? ''
    const publishedAt = Math.round(from + Math.random() * (until - from))
    const caption = sellingCaption(n)
    control.addPost(shop, { caption, type: 'IMAGE', product: 'FEED', publishedAt })
  }
  return count
}

type Run = {
  from: number
  until: number
  posts: number
  pace: ReturnType<typeof createPace>
  signal: AbortSignal
  progress(line: string): void
}

/** Makes the ticks of the scheduler until all posts are drafts; gives the world time of the end. */
async function run(
  { services: { db, queue }, clock }: ShopWorld,
  { from, until, posts, pace, signal, progress }: Run,
): Promise<number> {
  let plannedAt = 0
  let reportedAt = from
  for (;;) {
    const now = clock.now().getTime()
    if (now - reportedAt >= HOUR_MS / 4) {
      reportedAt = now
      progress(
        `${Math.round((now - from) / MINUTE_MS)} minutes, ${Math.round(pace.report().meanSpeed)} × real time`,
      )
    }
    const isOver = now > until && (await countDrafts(db)) >= posts
    if (isOver || now > until + AFTERMATH_MS || signal.aborted) return now
    if (now - plannedAt >= MINUTE_MS) {
      plannedAt = now
      await queue.enqueue(db, scheduleStorePolls, {})
      queue.wake()
    }
    await pace.adjust()
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function countDrafts(db: ShopWorld['db']): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from product_drafts`.execute(db)
  return rows[0]?.count ?? 0
}

/** World seconds from each post until it was listed, and until it was a draft. */
async function readTimes({ db }: ShopWorld): Promise<{ listed: number; drafted: number }[]> {
  const { rows } = await sql<{ listed: number; drafted: number }>`
    select extract(epoch from p.created_at - p.published_at)::float8 as listed,
      extract(epoch from d.created_at - p.published_at)::float8 as drafted
    from product_drafts d join catalog_posts p on p.id = d.post_id`.execute(db)
  return rows
}

async function mostUsed({ db }: ShopWorld): Promise<number> {
  const { rows } = await sql<{ percent: number | null }>`
    select max(percent) as percent from graph_usage where scope = 'account'`.execute(db)
  return rows[0]?.percent ?? 0
}

const rounded = <Values extends Record<string, number | null>>(values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === null ? null : Math.round(value),
    ]),
  ) as Values
