import { setTimeout as delay } from 'node:timers/promises'
import type { Driver, Task } from './systems/driver.ts'

export type Drained = {
  tasksPerSecond: number
  /** False if the time ran out; the rate is then that of the started tasks. */
  complete: boolean
}

/** An idle worker, and the speed at which it drains the queue. */
export type Drainer = AsyncDisposable & {
  /**
   * Shows `count` tasks to the worker at once and waits until the database has finished all of
   * them, or `capMs` are over. `beforeShown` runs after the insert and before the commit. Throws if
   * a task ran twice.
   */
  drain(count: number, capMs: number, beforeVisible?: () => Promise<void>): Promise<Drained>
}

const PROBE_MS = 2
/** Opens connections, prepares statements and warms up the compiler before the measurement. */
const WARM_UP = 500
const WARM_UP_MS = 10_000

/** Starts the driver's worker and warms it up. */
export async function startDrainer(driver: Driver, signal: AbortSignal): Promise<Drainer> {
  let current: ReturnType<typeof createCount> | undefined
  let next = 0
  const worker = await driver.startWorker({ onStart: (task) => current?.see(task) })
  const drainer: Drainer = {
    async drain(count, capMs, beforeVisible) {
      const counted = createCount(next, count)
      current = counted
      const tasks = Array.from({ length: count }, (_, index) => ({ n: next + index }))
      next += count
      const show = await driver.insertHidden(tasks)
      await beforeVisible?.()
      const visibleAt = performance.now()
      await show()
      return await untilDrained(driver, counted, { visibleAt, capMs, signal })
    },
    [Symbol.asyncDispose]: async () => await worker.stop(),
  }
  try {
    await drainer.drain(WARM_UP, WARM_UP_MS)
  } catch (error) {
    await worker.stop()
    throw error
  }
  return drainer
}

/** Starts a worker on a full queue after another one has warmed everything up; the start counts. */
export async function drainFullQueue(
  driver: Driver,
  count: number,
  capMs: number,
  signal: AbortSignal,
): Promise<Drained> {
  await (await startDrainer(driver, signal))[Symbol.asyncDispose]()
  const counted = createCount(0, count)
  const show = await driver.insertHidden(Array.from({ length: count }, (_, n) => ({ n })))
  await show()
  const visibleAt = performance.now()
  const worker = await driver.startWorker({ onStart: (task) => counted.see(task) })
  try {
    return await untilDrained(driver, counted, { visibleAt, capMs, signal })
  } finally {
    await worker.stop()
  }
}

type Drain = { visibleAt: number; capMs: number; signal: AbortSignal }

async function untilDrained(
  driver: Driver,
  counted: ReturnType<typeof createCount>,
  { visibleAt, capMs, signal }: Drain,
): Promise<Drained> {
  const timeUp = new AbortController()
  await Promise.race([
    counted.all,
    delay(capMs, undefined, { signal: AbortSignal.any([timeUp.signal, signal]) }).catch(
      () => undefined,
    ),
  ])
  timeUp.abort()
  signal.throwIfAborted()
  let complete = counted.isAll() && (await driver.isDrained())
  while (!complete && performance.now() - visibleAt < capMs) {
    await delay(PROBE_MS)
    complete = await driver.isDrained()
  }
  const seconds = (performance.now() - visibleAt) / 1_000
  if (complete) counted.refuseRepeats(driver.name)
  return { tasksPerSecond: counted.handled() / seconds, complete }
}

function createCount(first: number, count: number) {
  const runs = new Uint8Array(count)
  const { promise: all, resolve } = Promise.withResolvers<void>()
  let handled = 0
  let completed = 0
  let repeats = 0
  return {
    all,
    isAll: () => completed === count,
    /** Including those that a cut-off drain left. */
    handled: () => handled,
    see({ n }: Task): void {
      handled++
      const index = n - first
      if (index < 0 || index >= count) return
      if (runs[index] !== 0) {
        repeats++
        return
      }
      runs[index] = 1
      completed++
      if (completed === count) resolve()
    },
    refuseRepeats(name: string): void {
      if (repeats > 0) throw new Error(`${name} ran ${repeats} of ${count} tasks more than once`)
    },
  }
}
