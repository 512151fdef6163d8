import { setTimeout as delay } from 'node:timers/promises'
import { errorFields } from '../../base/classify.ts'
import type { Clock } from '../../base/clock.ts'
import { createAnnouncer } from './announcer.ts'
import { nextChance, type ClaimedTask, type ClaimRequest } from '../claim.ts'
import { createClaimer } from './claimer.ts'
import { createCompleter } from './completer.ts'
import { release } from './execute.ts'
import {
  byShare,
  createWorkerTasks,
  interruptAll,
  returnWaiting,
  startRenewal,
  type WorkerTasks,
} from './claimed-tasks.ts'
import { rescue, startHousekeeping } from './housekeeping.ts'
import type { LocalWorker } from '../queue.ts'
import {
  createFinishRate,
  MAX_AHEAD,
  requestFor,
  type ResourceGauges,
  type ResourceState,
} from './claim-size.ts'
import { WORKER_SHARES, type WorkerShare } from '../task-type.ts'
import { accept, reserve, startWaiting, type RunnerOptions, type Work } from './slots.ts'

export type Runner = LocalWorker & {
  /** Resolves when the runner has stopped claiming. */
  readonly finished: Promise<void>
  /** Slots of the share that run a task. */
  running(share: WorkerShare): number
  /**
   * Claims nothing more, waits up to `graceMs` (real time) for running tasks, then interrupts them
   * and makes them pending again without counting an attempt: each step of that takes at most
   * `stepMs` (real time).
   */
  stop(graceMs: number, stepMs?: number): Promise<void>
  /**
   * Real time (`performance.now()`) of the last claim that the database answered, with or without a
   * task.
   */
  readonly claimedAt: number
}

/** Real time for interrupted handlers to end, and for releasing the others. */
const INTERRUPT_MS = 2_000
/**
 * Shortest wait (real ms) when something is due or free, but another replica or a limit blocks it.
 */
const AGAIN_MS = 50
const LONGEST_AGAIN_MS = 1_000
const STALE_LOOK_MS = 500
const HOUR_MS = 3_600_000

/** Starts the worker of this process: claims tasks for its slots and resources, and runs them. */
export function startRunner<Services>(options: RunnerOptions<Services>): Runner {
  const stopping = new AbortController()
  const { slots } = options
  const work: Work<Services> = {
    ...options,
    slots: typeof slots === 'number' ? byShare(() => slots) : slots,
    tasks: createWorkerTasks(),
    claimers: byShare(() =>
      createClaimer({
        db: options.db,
        clock: options.clock,
        overdueMs: options.maxWaitMs ?? HOUR_MS,
      }),
    ),
    completer: createCompleter(options.db, options.log),
    announcer: createAnnouncer(options.sender ?? ''),
    rate: createFinishRate(),
    stopping: stopping.signal,
    quietAt: byShare(() => null),
    misses: 0,
    reserved: new Set(),
    claimedAt: performance.now(),
  }
  const { tasks } = work
  const shortestLease = Math.min(60_000, ...[...options.types.values()].map((type) => type.leaseMs))
  const renewal = startRenewal(options, tasks, shortestLease / 4)
  const stale = setInterval(() => void returnWaiting(options, tasks, 'stale'), STALE_LOOK_MS)
  const endHousekeeping = startHousekeeping(work)
  const finished = claimLoop(work)
  return {
    finished,
    running: (share) => tasks.running(share),
    reserve: (typeName) => reserve(work, typeName),
    pollSoon: () => renewal.pollSoon(),
    get claimedAt() {
      return work.claimedAt
    },
    async stop(graceMs, stepMs = INTERRUPT_MS) {
      stopping.abort()
      options.wakeSignal.notify()
      endHousekeeping()
      clearInterval(stale)
      const until = performance.now() + graceMs
      const claimed = Promise.all([finished, ...work.reserved])
      const returned = claimed.then(async () => await returnWaiting(options, tasks, 'all'))
      await within(returned, Math.max(graceMs, stepMs))
      await within(allFinished(tasks), until - performance.now())
      interruptAll(tasks)
      await within(allFinished(tasks), stepMs)
      await within(work.completer.close(), stepMs)
      await within(releaseAll(work), stepMs)
      renewal.stop()
    },
  }
}

const allFinished = async <Services>(tasks: WorkerTasks<Services>): Promise<unknown> =>
  await Promise.all([...tasks.all].map((each) => each.finished))

/** Waits for the promise, but no longer than `ms` (real time). */
const within = async (promise: Promise<unknown>, ms: number): Promise<unknown> =>
  await Promise.race([promise, delay(Math.max(0, ms), undefined, { ref: false })])

/** Releases tasks that ignore their interruption. The lease of one that is done just expires. */
async function releaseAll<Services>({ db, log, tasks }: Work<Services>): Promise<void> {
  for (const { task, type, phase } of tasks.all) {
    if (phase !== 'running') continue
    const fields = { task_id: task.id, task_type: task.task_type }
    try {
      await release(db, type, task)
      log.warn(fields, 'task released while its handler runs')
    } catch (error) {
      log.warn({ ...fields, ...errorFields(error) }, 'task not released')
    }
  }
}

async function claimLoop<Services>(work: Work<Services>): Promise<void> {
  while (!work.stopping.aborted) {
    let waitMs = work.pollMs
    try {
      if (work.mayClaim?.() === false) waitMs = Math.min(work.pollMs, 1_000)
      else waitMs = await claimOnce(work)
      if (!work.completer.failing) work.claimedAt = performance.now()
    } catch (error) {
      work.log.warn(errorFields(error), 'claiming failed')
      waitMs = Math.min(work.pollMs, 1_000)
    }
    await work.wakeSignal.wait(waitMs, work.stopping)
    work.quietAt = byShare(() => null)
  }
}

/** Claims once; returns the time (real ms) until there may be more to claim. */
async function claimOnce<Services>(work: Work<Services>): Promise<number> {
  const { wakeSignal, completer, pollMs } = work
  const { count } = wakeSignal
  // Each settled task notifies.
  if (completer.failing || completer.waiting > MAX_AHEAD) return Math.min(pollMs, 1_000)
  const states = await readGauges(work.gauges)
  const open: ClaimRequest['types'][number][] = []
  let [requested, claimed] = [0, 0]
  for (const share of WORKER_SHARES) {
    const request = requestFor(work, share, states)
    if (!request) continue
    const tasks = await claimShare(work, share, request)
    for (const { task_type: name } of tasks) useResource(states, work.types.get(name)?.resource)
    requested += 1
    claimed += tasks.length
    // Of a share whose slots are taken now, a finished task notifies.
    if (tasks.length >= request.limit) continue
    work.quietAt[share] = count
    open.push(...request.types)
  }
  if (requested > 0) work.misses = claimed > 0 ? 0 : work.misses + 1
  return requested > 0 && open.length === 0 ? pollMs : await untilNextChance(work, open, states)
}

async function claimShare<Services>(
  work: Work<Services>,
  share: WorkerShare,
  request: ClaimRequest,
): Promise<ClaimedTask[]> {
  const requestedAt = performance.now()
  const claimed = await work.claimers[share].claim(request)
  for (const task of claimed) accept(work, task, requestedAt)
  startWaiting(work)
  return claimed
}

/** Subtracts a share's claims of a resource, so that the next share sees less. */
function useResource(states: Map<string, ResourceState>, resource: string | undefined): void {
  const state = resource === undefined ? undefined : states.get(resource)
  if (resource !== undefined && state) states.set(resource, { ...state, free: state.free - 1 })
}

async function untilNextChance<Services>(
  work: Work<Services>,
  types: ClaimRequest['types'],
  states: ReadonlyMap<string, ResourceState>,
): Promise<number> {
  const { db, clock, pollMs, misses } = work
  const now = clock.now().getTime()
  const waits: number[] = []
  for (const { free, nextFreeAt } of states.values())
    if (free < 1 && nextFreeAt !== null) waits.push(nextFreeAt.getTime() - now)
  const againMs = Math.min(LONGEST_AGAIN_MS, AGAIN_MS * 2 ** Math.min(misses, 10))
  if (types.length === 0)
    return Math.min(pollMs, ...waits.map((ms) => realWait(clock, ms, againMs)))
  const { dueInMs, leaseEndsInMs } = await nextChance(
    db,
    types.map((type) => type.name),
  )
  if (leaseEndsInMs !== null && leaseEndsInMs <= 0) {
    await rescue(work)
    return againMs
  }
  if (dueInMs !== null) waits.push(dueInMs)
  const realWaits = waits.map((ms) => realWait(clock, ms, againMs))
  if (leaseEndsInMs !== null) realWaits.push(leaseEndsInMs + 1)
  return Math.min(pollMs, ...realWaits)
}

const realWait = (clock: Clock, worldMs: number, againMs: number): number =>
  worldMs > 0 ? Math.ceil(clock.realMs(worldMs)) + 1 : againMs

async function readGauges(gauges: ResourceGauges): Promise<Map<string, ResourceState>> {
  const states = new Map<string, ResourceState>()
  for (const [resource, gauge] of Object.entries(gauges)) states.set(resource, await gauge())
  return states
}
