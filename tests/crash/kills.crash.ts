import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { RUNS, startProcess, startWorker, type Worker } from './processes.ts'
import { seededRandom } from './random.ts'
import { startCrashServer, type CrashServer } from './server.ts'
import { prepareEffects } from './task-types.ts'
import { missingTasks, readTotals, wrongAttempts, wrongChildren, wrongEffects } from './verdict.ts'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)

const seed = number('CRASH_SEED', Math.floor(Math.random() * 2 ** 31))
const seconds = number('CRASH_SECONDS', 60)
const killsPostgres = process.env['CRASH_POSTGRES'] === '1'
/** Time for the remaining tasks after the last kill. */
const MAX_SECONDS_AFTER = 90

type Tally = { kills: number; stalls: number; deaths: number; messages: Map<string, number> }
type Scene = {
  workers: readonly Worker[]
  /** Paused workers: they resume after their tasks were taken. */
  stalled: Set<Worker>
  tally: Tally
  random: () => number
  over: AbortSignal
}

const between = (random: () => number, from: number, to: number): number =>
  from + random() * (to - from)

/** Kills a worker every 200 to 800 ms; the next process of its name starts at once. */
async function killWorkers({ workers, stalled, tally, random, over }: Scene): Promise<void> {
  while (!over.aborted) {
    await delay(between(random, 200, 800))
    const awake = workers.filter((worker) => !stalled.has(worker))
    await awake[Math.floor(random() * awake.length)]?.kill()
    tally.kills += 1
  }
}

/** Pauses a worker for longer than a lease, so that it resumes after its tasks were taken. */
async function stallWorkers({ workers, stalled, tally, random, over }: Scene): Promise<void> {
  while (!over.aborted) {
    await delay(between(random, 1_000, 3_000))
    const worker = workers[Math.floor(random() * workers.length)]
    if (!worker) return
    stalled.add(worker)
    await worker.stall(delay(between(random, 1_600, 2_400)))
    stalled.delete(worker)
    tally.stalls += 1
  }
}

async function endServerOnce(server: CrashServer): Promise<void> {
  if (!killsPostgres) return
  await delay(seconds * 500)
  await server.crash()
}

async function report(db: Db, tally: Tally, accepted: readonly number[]): Promise<void> {
  const said = (message: string): number => tally.messages.get(message) ?? 0
  const { tasks, statuses, lost_leases } = await readTotals(db)
  console.log(
    JSON.stringify({
      seed,
      seconds,
      tasks,
      accepted: accepted.length,
      statuses,
      kills: tally.kills,
      stalls: tally.stalls,
      deaths: tally.deaths,
      starts: said(RUNS),
      rescued: said('task rescued'),
      taken_over: said('task taken over'),
      lost_leases,
      refused_ends: said('task lease lost'),
      postgres_killed: killsPostgres,
    }),
  )
}

test(`every task is done once while workers are killed for ${seconds} s (seed ${seed})`, async () => {
  await using stack = new AsyncDisposableStack()
  console.log(`CRASH_SEED=${seed} CRASH_SECONDS=${seconds}`)
  const server = await startCrashServer()
  stack.defer(async () => await server.stop())
  const db = openDatabase({ url: server.url, max: 2, onIdleError: () => undefined })
  stack.defer(async () => await db.destroy())
  await migrate(db)
  await prepareEffects(db)

  const tally: Tally = { kills: 0, stalls: 0, deaths: 0, messages: new Map() }
  const onMessage = (message: string): void =>
    void tally.messages.set(message, (tally.messages.get(message) ?? 0) + 1)
  const workers = ['first', 'second', 'third'].map((name, place) => {
    const worker = startWorker(server.url, name, {
      named: place > 0,
      onMessage,
      onDeath: () => (tally.deaths += 1),
    })
    stack.defer(async () => void (await worker.stop()))
    return worker
  })
  const accepted: number[] = []
  const load = startProcess('load.ts', [server.url, String(seed)], (line) =>
    accepted.push(...z.array(z.int()).parse(JSON.parse(line))),
  )
  stack.defer(() => void load.child.kill('SIGKILL'))

  const over = AbortSignal.timeout(seconds * 1_000)
  const stalled = new Set<Worker>()
  const scene = (nth: number): Scene => ({
    workers,
    stalled,
    tally,
    over,
    random: seededRandom(seed + nth),
  })
  await Promise.all([killWorkers(scene(1)), stallWorkers(scene(2)), endServerOnce(server)])
  load.child.kill('SIGTERM')
  expect(await load.ended, 'the exit code of the load').toBe(0)

  try {
    const timeout = MAX_SECONDS_AFTER * 1_000
    await expect.poll(async () => (await readTotals(db)).open, { timeout, interval: 100 }).toBe(0)
  } finally {
    await report(db, tally, accepted)
  }
  expect(tally.deaths, 'workers that ended by themselves').toBe(0)
  const { statuses, tasks } = await readTotals(db)
  expect(statuses).toEqual({ done: tasks })
  expect(accepted.length).toBeGreaterThan(0)
  expect(await missingTasks(db, accepted)).toEqual([])
  expect(await wrongEffects(db)).toEqual([])
  expect(await wrongChildren(db)).toEqual([])
  // Attempts that fail because the server is down count, although the task is not at fault.
  if (!killsPostgres) expect(await wrongAttempts(db)).toEqual([])
  expect(await Promise.all(workers.map(async (worker) => await worker.stop()))).toEqual([0, 0, 0])
})
