import { sql } from 'kysely'
import { percentile } from '../shops/world.ts'
import { markOf } from './accounts.ts'
import { judge, type Verdict } from './judge.ts'
import { createLeaps } from './leaps.ts'
import { publishPost, TYPES, type PlannedPost } from './posts.ts'
import { plantTrouble } from './trouble.ts'
import { startPublishingWorld, type PublishingWorld } from './world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const LANGUAGES = ['en', 'ru', 'kk', 'de', 'es', 'fr'] as const
/** The time until all has ended that waits for the next day, or for a person that never comes. */
const AFTERMATH_MS = 4 * DAY_MS
/** Accounts of the first post. */
const FIRST_ACCOUNTS = 24
/**
 * The posts of twenty further ones that come on one afternoon on the same accounts: most have to
 * wait.
 */
const RUSH = { day: 3, from: 8, to: 12, eachMs: 4 * MINUTE_MS }
/** When the accounts of the run work begins each day; posts come within these hours after it. */
const WORKDAY_HOURS = 8

export type PublishingOptions = {
  accounts: number
  groups: number
  posts: number
  days: number
  speed: number
  signal: AbortSignal
  progress(line: string): void
}

type Minutes = Record<'least' | 'median' | 'p95' | 'most' | 'total', number | null>

export type PublishingReport = {
  accounts: { pool: number; official: number; groups: number; languages: number }
  /** The post of one click: between its accounts, and from the click to the last one. */
  first: { accounts: number; published: number; minutes: Minutes }
  posts: number
  /** Between accounts of the same post, over all posts. */
  spread: Minutes
  /** From the beginning of a post to its publication on an account. */
  delay: Minutes
  ends: Verdict['ends']
  reasons: Verdict['reasons']
  retries: number
  troubles: readonly string[]
  translations: number
  requests: { instagram: number; meta: number }
  rulesBroken: Record<string, number>
  tookSeconds: number
  failures: string[]
}

/**
 * Publishes on many accounts through days of the stand-ins' clock, and compares with their feeds.
 */
export async function publishMuch(options: PublishingOptions): Promise<PublishingReport> {
  const startedAt = performance.now()
  const { signal, progress, speed } = options
  const official = Math.floor(options.accounts / 5)
  const pool = options.accounts - official
  const { groups } = options
  await using world = await startPublishingWorld({
    pool,
    official,
    groups,
    languages: LANGUAGES,
    speed,
  })
  const { clock } = world
  const from = clock.now().getTime()
  progress(`${pool} accounts of the pool and ${official} connected ones are in ${groups} groups`)
  const planned = planPosts(world, options)
  const leaps = createLeaps(world, speed)
  const troubles: string[] = []
  for (const post of planned) {
    await leaps.runUntil(from + post.at, signal)
    if (post.number > 1) troubles.push(...plantTrouble(world, post.number))
    await publishPost(world, post)
    progress(`day ${(post.at / DAY_MS).toFixed(1)}: ${markOf(post.number)}, a ${post.type}`)
  }
  await untilEnded(world, leaps, { until: from + options.days * DAY_MS + AFTERMATH_MS, signal })
  const verdict = await judge(world, planned)
  const rulesBroken = countRules(world)
  const first = await readFirst(world)
  const spread = minutesOf([...world.referee.spreads().values()].flat())
  return {
    accounts: { pool, official, groups, languages: LANGUAGES.length },
    first,
    posts: planned.length,
    spread,
    delay: await readDelay(world),
    ends: verdict.ends,
    reasons: verdict.reasons,
    retries: verdict.retries,
    troubles,
    translations: await countTranslations(world),
    requests: {
      instagram: world.instagram.referee.report().requests,
      meta: Object.values(world.graph.control.report().requests).reduce((a, b) => a + b, 0),
    },
    rulesBroken,
    tookSeconds: Math.round((performance.now() - startedAt) / 1_000),
    failures: [
      ...verdict.wrong,
      ...Object.entries(rulesBroken).map(([rule, count]) => `${rule} was broken ${count} times`),
      ...judgeFirst(first),
    ],
  }
}

/** One post to many accounts at once, then others of every type through the days. */
function planPosts(
  { accounts }: PublishingWorld,
  { posts, days, groups, ...options }: PublishingOptions,
): PlannedPost[] {
  const nameOf = (place: number): string => `Group ${1 + (place % groups)}`
  const wanted = Math.min(FIRST_ACCOUNTS, options.accounts)
  const some = [nameOf(0), nameOf(1)]
  const ofGroups = accounts.filter(({ group }) => some.includes(group)).length
  const others = accounts.filter(({ group }) => !some.includes(group))
  const first: PlannedPost = {
    number: 1,
    type: 'photo',
    groups: some,
    accounts: others.slice(0, wanted - ofGroups).map(({ username }) => username),
    at: 0,
  }
  const rest = Array.from({ length: posts }, (_, place): PlannedPost => {
    const day = Math.floor((place * days) / posts)
    const hour = 4 + ((place * 5) % WORKDAY_HOURS) / 2
    const type = TYPES[(place + 1) % TYPES.length] ?? 'photo'
    if (place >= RUSH.from && place <= RUSH.to) {
      const at = RUSH.day * DAY_MS + (place - RUSH.from) * RUSH.eachMs
      return { number: place + 2, type, groups: [nameOf(0)], at }
    }
    return {
      number: place + 2,
      type,
      groups: place % 4 === 3 ? [nameOf(place), nameOf(place + 1)] : [nameOf(place)],
      at: day * DAY_MS + hour * HOUR_MS,
      ...(place % 2 === 1 && { laterMs: 90 * MINUTE_MS }),
    }
  })
  return [first, ...rest].toSorted((one, other) => one.at - other.at)
}

async function untilEnded(
  { db, clock }: PublishingWorld,
  leaps: ReturnType<typeof createLeaps>,
  { until, signal }: { until: number; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ open: number }>`
      select (select count(*) from scrape_tasks where task_type = 'publish_to_account'
        and status in ('pending', 'running'))::int
        + (select count(*) from posts where status = 'pending')::int as open`.execute(db)
    const now = clock.now().getTime()
    if (rows[0]?.open === 0 || now >= until) return
    await leaps.runUntil(now + HOUR_MS, signal)
  }
}

async function readFirst({ db, referee }: PublishingWorld): Promise<PublishingReport['first']> {
  const { rows } = await sql<{ accounts: number; published: number; total_ms: number | null }>`
    select count(*)::int as accounts, (count(*) filter (where e.status = 'success'))::int as published,
      (extract(epoch from max(e.posted_at) - min(p.begun_at)) * 1000)::float8 as total_ms
    from executions e join posts p on p.id = e.post_id where p.caption like ${`%${markOf(1)}%`}`.execute(
    db,
  )
  const [row] = rows
  const spread = minutesOf(referee.spreads().get(markOf(1)) ?? [])
  const total = row?.total_ms == null ? null : rounded(row.total_ms)
  return {
    accounts: row?.accounts ?? 0,
    published: row?.published ?? 0,
    minutes: { ...spread, total },
  }
}

async function readDelay({ db }: PublishingWorld): Promise<Minutes> {
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from e.posted_at - p.begun_at) * 1000)::float8 as ms
    from executions e join posts p on p.id = e.post_id where e.posted_at is not null`.execute(db)
  return minutesOf(rows.map(({ ms }) => ms))
}

/** The minutes that the last account takes itself. */
const LAST_TAKES = 10

/** Two minutes between its accounts at least, and five at most. */
function judgeFirst({
  accounts,
  published,
  minutes: { total },
}: PublishingReport['first']): string[] {
  const [least, most] = [2 * (accounts - 1), 5 * (accounts - 1) + LAST_TAKES]
  const isInTime = total !== null && total >= least && total <= most
  return [
    ...(published === accounts
      ? []
      : [`the first post is on ${published} of ${accounts} accounts`]),
    ...(isInTime ? [] : [`the first post took ${total} minutes, not ${least} to ${most}`]),
  ]
}

function countRules({ instagram, graph, referee }: PublishingWorld): Record<string, number> {
  const all = [
    ...referee.violations(),
    ...instagram.referee.violations(),
    ...graph.control.violations(),
  ]
  const byRule = Map.groupBy(all, ({ rule }) => rule)
  return Object.fromEntries([...byRule].map(([rule, some]) => [rule, some.length]))
}

async function countTranslations({ db }: PublishingWorld): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from translations`.execute(db)
  return rows[0]?.count ?? 0
}

function minutesOf(ms: readonly number[]): Minutes {
  const at = (share: number): number | null => {
    const found = percentile(ms, share)
    return found === null ? null : rounded(found)
  }
  return {
    least: at(0),
    median: at(0.5),
    p95: at(0.95),
    most: at(1),
    total: rounded(ms.reduce((sum, each) => sum + each, 0)),
  }
}

const rounded = (ms: number): number => Math.round(ms / (MINUTE_MS / 10)) / 10
