import { pino } from 'pino'
import { Registry } from 'prom-client'
import { parseEncryptionKeys } from '../../src/base/crypto.ts'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { AppError } from '../../src/base/errors.ts'
import { createPooledReader, type PooledReader } from '../../src/platforms/reading/pooled-reader.ts'
import type { PoolLimits } from '../../src/pool/state/limits.ts'
import { createPoolMetrics } from '../../src/pool/state/metrics.ts'
import { createPool, type Pool } from '../../src/pool/work/pool.ts'
import { createReferee } from '../../sim/instagram/referee/referee.ts'
import { DEFAULT_LIMITS } from '../../sim/instagram/referee/rules.ts'
import { createRandom } from '../../sim/instagram/random.ts'
import { createDraws, type FaultRates } from '../../sim/pool/draws.ts'
import { idealRequests } from '../../sim/pool/ideal-sender.ts'
import { addAccounts } from './accounts.ts'
import { createCosts, type Costs } from './costs.ts'
import type { Experiment } from './options.ts'
import { aftermathOf, createStandIn, FRESH_ACCOUNT, LOGIN_STEPS } from './stand-in.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

const START = Date.UTC(2026, 0, 5)
const HOUR_MS = 3_600_000
/** Events within this much world time run at the same time. */
const TICK_MS = 250
const CONNECTIONS = 8
const SEED = 4
/** No worker dies here, and world time is stopped during renewals. */
const LEASE_MS = 3_600_000

/** The faults of a bad week within a day. */
const FAULT_RATES: FaultRates = {
  rate_limited: 500,
  feedback_required: 8_000,
  challenge_required: 8_000,
  login_required: 1_500,
  platform_transient: 150,
}

export type Outcome = {
  sent: number[]
  permitted: number[]
  profiles: number
  idleMs: number[]
  violations: number
  costs: Costs
  /** Work that ended without a result, by error code. */
  unfinished: Record<string, number>
}

const limitsOf = (experiment: Experiment): PoolLimits => ({
  requestsPerHour: experiment.requestsPerHour,
  requestsPerDay: experiment.requestsPerDay,
  proxyRequestsPerHour: 60,
  proxyRequestsPerDay: Math.max(600, experiment.requestsPerDay),
  gapMinMs: 2_000,
  gapMaxMs: 5_000,
  rateLimitCooldownMs: 0.75 * HOUR_MS,
  feedbackRestMs: 24 * HOUR_MS,
  loginGapMs: 6 * HOUR_MS,
  loginsPerDay: 2,
  warmUpSteps: [],
  activeHours: null,
  timeZone: 'UTC',
  rateLimitDecayMs: 6 * HOUR_MS,
  breakerShare: 0.33,
  breakerMs: HOUR_MS / 2,
  minAccounts: 1,
  renewSessions: true,
  checkIdleMs: 6 * HOUR_MS,
  renewBeforeMs: 24 * HOUR_MS,
  replaceDeadProxies: 'none',
  quarantineMs: 7 * 24 * HOUR_MS,
})

/** One experiment in an empty database, for all its hours. */
export async function runExperiment(
  experiment: Experiment,
  databaseUrl: string,
  signal: AbortSignal,
): Promise<Outcome> {
  await using stack = new AsyncDisposableStack()
  const db = openDatabase({ url: databaseUrl, max: CONNECTIONS, onIdleError: () => undefined })
  stack.defer(async () => await db.destroy())
  await migrate(db)
  const time = await createVirtualTime(db, START, TICK_MS)
  const keys = parseEncryptionKeys(`bench:${Buffer.alloc(32, 1).toString('base64')}`)
  const starts = startsOf(experiment)
  await addAccounts(db, keys, starts, START)

  const limits = limitsOf(experiment)
  const draws = createDraws(SEED, experiment.faults ? FAULT_RATES : null)
  const { clock } = time
  const referee = createReferee({
    clock,
    limits: {
      ...DEFAULT_LIMITS,
      requestsPerHour: experiment.requestsPerHour,
      requestsPerDay: experiment.requestsPerDay,
      proxyRequestsPerHour: limits.proxyRequestsPerHour,
      proxyRequestsPerDay: limits.proxyRequestsPerDay,
    },
  })
  const standIn = createStandIn({ clock, referee, draws, limits, starts })
  const { adapter, random } = standIn
  const log = pino({ level: 'silent' })
  const leaseMs = LEASE_MS
  const pool = createPool({
    db,
    clock,
    keys,
    limits,
    adapter,
    instance: 'bench',
    log,
    metrics: createPoolMetrics(new Registry()),
    random,
    leaseMs,
  })
  const costs = await createCosts(db, limits)
  const until = START + experiment.hours * HOUR_MS
  const work = {
    time,
    pool,
    platform: createPooledReader(pool, adapter, clock),
    costs,
    until,
    signal,
  }
  const { profiles, unfinished } = await workThrough(work)
  const sent = standIn.sent()
  await costs.take(sent.reduce((sum, each) => sum + each, 0))
  await pool.releaseAll()
  return {
    sent,
    permitted: starts.map((from, account) =>
      idealRequests({
        account,
        from,
        until,
        limits,
        draws,
        loginSteps: LOGIN_STEPS,
        memory: FRESH_ACCOUNT,
        after: aftermathOf(limits),
      }),
    ),
    profiles,
    idleMs: standIn.idleMs,
    violations: referee.report().violations,
    costs,
    unfinished,
  }
}

function startsOf({ accounts, hours, resting }: Experiment): number[] {
  const random = createRandom('starts', SEED)
  const restsMs = Array.from({ length: accounts }, () => 0)
  for (const at of random.sample([...restsMs.keys()], Math.round(accounts * resting)))
    restsMs[at] = Math.ceil(random.next() * hours * HOUR_MS)
  return restsMs.map((restMs) => START + restMs)
}

type Work = {
  time: VirtualTime
  pool: Pool
  platform: PooledReader
  costs: Costs
  until: number
  signal: AbortSignal
}

/** A profile that started and waits. */
type Unfinished = { username: string; resume: unknown }

/**
 * Runs a worker with an endless backlog of profiles: it starts as many as accounts are free, and
 * checks again when one ends or the next account becomes free.
 */
async function workThrough(
  work: Work,
): Promise<{ profiles: number; unfinished: Record<string, number> }> {
  const { time, pool, costs, until, signal } = work
  const waiting: Unfinished[] = []
  const unfinished: Record<string, number> = {}
  let begun = 0
  let profiles = 0
  let hasEnded = true
  let nextFreeAt = Number.NEGATIVE_INFINITY

  const scrape = async (): Promise<void> => {
    const profile = waiting.pop() ?? { username: `creator${begun++}`, resume: undefined }
    try {
      await scrapeOnce(work, profile)
      profiles += 1
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      unfinished[error.code] = (unfinished[error.code] ?? 0) + 1
      waiting.push(profile)
    } finally {
      hasEnded = true
    }
  }
  while (time.now() < until) {
    signal.throwIfAborted()
    while (hasEnded || time.now() >= nextFreeAt) {
      hasEnded = false
      const free = await pool.freeCount()
      nextFreeAt = free.nextFreeAt?.getTime() ?? Number.POSITIVE_INFINITY
      if (free.free === 0) break
      await costs.sample()
      for (let n = 0; n < free.free; n += 1) time.track(scrape)
      await time.idle()
      // Looks for the other free accounts now, not when one of these ends.
      nextFreeAt = Number.NEGATIVE_INFINITY
    }
    await time.advance(
      Math.min(until, Math.max(time.now() + 1, Math.min(time.nextDue(), nextFreeAt))),
    )
    await time.idle()
  }
  return { profiles, unfinished }
}

async function scrapeOnce({ platform, signal }: Work, profile: Unfinished): Promise<void> {
  const { username, resume } = profile
  const save = async (state: unknown): Promise<void> => {
    profile.resume = state
    await Promise.resolve()
  }
  await platform.scrapeProfile({ username }, { posts: 20 }, { signal, resume, save })
}
