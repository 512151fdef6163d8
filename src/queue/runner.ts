import { classify } from '../classify.ts'
import type { Clock } from '../clock.ts'
import { InterruptedError, LeaseLostError } from '../errors.ts'
import type { Bell } from './bell.ts'
import { claim, msUntilDue, type ClaimedTask, type ClaimRequest } from './claim.ts'
import { execute, release, type Execution } from './execute.ts'
import { rescueExpired } from './rescue.ts'
import { renewLeases } from './settle.ts'
import type { Resource, TaskType } from './task-type.ts'

/** How much of a resource is free, and when there will be more of it (world time; null when nobody knows). */
export type ResourceState = { free: number; nextFreeAt: Date | null }
/** A type of a resource without an entry is never claimed; 'none' needs none. */
export type ResourceGauges = Partial<Record<Resource, () => Promise<ResourceState>>>

export type RunnerOptions<Services> = Execution<Services> & {
  types: ReadonlyMap<string, TaskType<Services>>
  gauges: ResourceGauges
  bell: Bell
  owner: string
  /** Tasks at once in this process. */
  slots: number
  /** Real time between looks when nothing rings. */
  pollMs: number
}

export type Runner = {
  /** Resolves when the runner has stopped. */
  readonly finished: Promise<void>
  /**
   * Claims nothing more, waits up to `graceMs` (real time) for what runs, then interrupts it and gives it back as
   * pending without counting an attempt.
   */
  stop(graceMs: number): Promise<void>
}

type Running = {
  task: ClaimedTask
  leaseMs: number
  /** Real time (performance.now) after which the lease may have passed to somebody else. */
  safeUntil: number
  controller: AbortController
  finished: Promise<void>
}

/** By lease token: a handler that lost its lease may still be winding up when its task is claimed anew. */
type RunningTasks = Map<string, Running>

/** Time (real) to wind up for handlers that were interrupted, and for what does not, to be given back. */
const INTERRUPT_MS = 2_000
/** Pause (real) when something is due or free, and yet could not be had: another replica holds it just now. */
const AGAIN_MS = 50

/** Starts the worker of this process: claims what it has room and resources for, runs it, keeps its leases alive. */
export function startRunner<Services>(options: RunnerOptions<Services>): Runner {
  const stopping = new AbortController()
  const running: RunningTasks = new Map()
  const shortestLease = Math.min(60_000, ...[...options.types.values()].map((type) => type.leaseMs))
  const upkeep = startUpkeep(options, running, shortestLease / 4)
  const rescue = setIntervalWithoutOverlap(() => rescueLost(options), shortestLease / 8)
  const finished = claimLoop(options, running, stopping.signal)
  return {
    finished,
    async stop(graceMs) {
      stopping.abort()
      options.bell.ring()
      clearInterval(rescue)
      const until = performance.now() + graceMs
      await within(finished, graceMs)
      await within(allFinished(running), until - performance.now())
      for (const { controller } of running.values())
        controller.abort(new InterruptedError('the process is stopping'))
      await within(allFinished(running), INTERRUPT_MS)
      await within(releaseAll(options, running), INTERRUPT_MS)
      clearInterval(upkeep)
    },
  }
}

const allFinished = async (running: RunningTasks): Promise<unknown> =>
  await Promise.all([...running.values()].map((each) => each.finished))

/** Waits for the promise, but no longer than `ms` (real time). */
async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.max(0, ms))))
  await Promise.race([timeUp, promise])
  clearTimeout(timer)
}

/** `work` must not reject. A beat is left out while the last one is still at work, as on a slow database. */
function setIntervalWithoutOverlap(work: () => Promise<void>, ms: number): NodeJS.Timeout {
  let busy = false
  return setInterval(() => {
    if (busy) return
    busy = true
    void work().finally(() => (busy = false))
  }, ms)
}

/** Gives back what ignores its interruption. */
async function releaseAll<Services>(
  options: RunnerOptions<Services>,
  running: RunningTasks,
): Promise<void> {
  for (const { task } of running.values()) {
    const type = options.types.get(task.task_type)
    const fields = { task_id: task.id, task_type: task.task_type }
    if (!type) continue
    try {
      await release(options.db, type, task)
      options.log.warn(fields, 'task released while its handler runs')
    } catch (thrown) {
      const error = classify(thrown)
      options.log.warn({ ...fields, err: error, code: error.code }, 'task not released')
    }
  }
}

async function claimLoop<Services>(
  options: RunnerOptions<Services>,
  running: RunningTasks,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    let waitMs = options.pollMs
    try {
      waitMs = await claimOnce(options, running)
    } catch (thrown) {
      const error = classify(thrown)
      options.log.warn({ err: error, code: error.code }, 'claiming failed')
      waitMs = Math.min(options.pollMs, 1_000)
    }
    await options.bell.wait(waitMs, stopping)
  }
}

/** Fills the free slots once; returns for how long (real ms) there is nothing to do. */
async function claimOnce<Services>(
  options: RunnerOptions<Services>,
  running: RunningTasks,
): Promise<number> {
  const room = options.slots - running.size
  if (room < 1) return options.pollMs // a finished task rings the bell
  const states = await readGauges(options.gauges)
  const request = requestFor(options, running, states, room)
  const askedAt = performance.now()
  const tasks = await claim(options.db, request)
  for (const task of tasks) start(options, running, task, askedAt)
  if (running.size >= options.slots) return options.pollMs
  const names = request.types.map((type) => type.name)
  const now = options.clock.now().getTime()
  const waits = [await msUntilDue(options.db, names)]
  for (const { free, nextFreeAt } of states.values())
    if (free < 1 && nextFreeAt !== null) waits.push(nextFreeAt.getTime() - now)
  const realWaits = waits.flatMap((ms) => (ms === null ? [] : [realWait(options.clock, ms)]))
  return Math.min(options.pollMs, ...realWaits)
}

const realWait = (clock: Clock, worldMs: number): number =>
  worldMs > 0 ? Math.ceil(clock.realMs(worldMs)) + 1 : AGAIN_MS

async function readGauges(gauges: ResourceGauges): Promise<Map<Resource, ResourceState>> {
  const states = new Map<Resource, ResourceState>()
  for (const [resource, gauge] of Object.entries(gauges))
    states.set(resource as Resource, await gauge())
  return states
}

function requestFor<Services>(
  options: RunnerOptions<Services>,
  running: RunningTasks,
  states: ReadonlyMap<Resource, ResourceState>,
  room: number,
): ClaimRequest {
  const runningOf = Map.groupBy(running.values(), ({ task }) => task.task_type)
  const types = [...options.types.values()].flatMap((type) => {
    const free = type.resource === 'none' ? room : (states.get(type.resource)?.free ?? 0)
    const left = (type.concurrency ?? options.slots) - (runningOf.get(type.name)?.length ?? 0)
    if (!type.handle || free < 1 || left < 1) return []
    return [{ name: type.name, resource: type.resource, room: left, leaseMs: type.leaseMs }]
  })
  const resources = Object.fromEntries(
    [...states].map(([resource, state]) => [resource, state.free]),
  )
  return { owner: options.owner, limit: room, types, resources }
}

function start<Services>(
  options: RunnerOptions<Services>,
  running: RunningTasks,
  task: ClaimedTask,
  askedAt: number,
): void {
  const type = options.types.get(task.task_type)
  if (!type) return
  const controller = new AbortController()
  const finished = execute(options, type, task, controller.signal).finally(() => {
    running.delete(task.lease_token)
    options.bell.ring()
  })
  const { leaseMs } = type
  const safeUntil = askedAt + leaseMs
  running.set(task.lease_token, { task, leaseMs, safeUntil, controller, finished })
}

/** Renews what runs every `periodMs`; what was lost, or could not be renewed in time, is told to stop. */
function startUpkeep<Services>(
  options: RunnerOptions<Services>,
  running: RunningTasks,
  periodMs: number,
): NodeJS.Timeout {
  let renewing = false
  return setInterval(() => {
    // The database is asked first, because what is late may still be ours; unless it hangs.
    if (renewing) return abortUnsafe(running, periodMs)
    renewing = true
    void keepLeases(options, running).finally(() => {
      renewing = false
      abortUnsafe(running, periodMs)
    })
  }, periodMs)
}

/** Stops what might be without a lease before the next beat, which may be a little late. */
function abortUnsafe(running: RunningTasks, periodMs: number): void {
  for (const { safeUntil, controller } of running.values()) {
    if (performance.now() + 1.25 * periodMs > safeUntil)
      controller.abort(new LeaseLostError('the lease could not be renewed'))
  }
}

async function keepLeases<Services>(
  options: RunnerOptions<Services>,
  running: RunningTasks,
): Promise<void> {
  const held = [...running.values()]
  if (held.length === 0) return
  const askedAt = performance.now()
  try {
    const renewed = await renewLeases(
      options.db,
      held.map(({ task, leaseMs }) => ({ id: task.id, leaseToken: task.lease_token, leaseMs })),
    )
    for (const each of held) {
      if (renewed.has(each.task.lease_token)) each.safeUntil = askedAt + each.leaseMs
      else if (running.has(each.task.lease_token))
        each.controller.abort(new LeaseLostError('the task was taken away'))
    }
  } catch (thrown) {
    const error = classify(thrown)
    options.log.warn({ err: error, code: error.code }, 'leases not renewed')
  }
}

async function rescueLost<Services>(options: RunnerOptions<Services>): Promise<void> {
  try {
    const rescued = await rescueExpired(options.db, options.types)
    for (const task of rescued) {
      options.log.warn(
        {
          task_id: task.id,
          task_type: task.task_type,
          lost_leases: task.lost_leases,
          status: task.status,
        },
        'task rescued',
      )
    }
  } catch (thrown) {
    const error = classify(thrown)
    options.log.warn({ err: error, code: error.code }, 'rescue failed')
  }
}
