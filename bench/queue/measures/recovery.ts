import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { lockInstance } from '../../../src/db/instance-lock.ts'
import { takeOver } from '../../../src/queue/care/rescue.ts'
import { withDrivers, type Bench } from '../bench.ts'
import { atMost, line, reading, type Line } from '../line.ts'
import { bulks, type Driver } from '../systems/driver.ts'
import { gramd, openGramd, startGramdWorker } from '../systems/gramd.ts'
import { benchType, LEASE_MS, TYPE_NAME } from '../systems/gramd-type.ts'

const IN_HAND = 100
const INSTANCE = 'bench victim'
const QUICK_LEASE_MS = 4_000

/** How long the tasks of a killed process wait until another one has claimed all of them. */
export async function measureRecovery(bench: Bench): Promise<Line[]> {
  const leaseMs = bench.options.quick ? QUICK_LEASE_MS : LEASE_MS
  const own = gramd(bench.server)
  const url = bench.server.urlOf(own.database)
  const bySuccessor: number[] = []
  const byAnother: number[] = []
  await withDrivers([own], async () => {
    for (let round = 0; round < bench.options.rounds; round++) {
      bench.signal.throwIfAborted()
      const victim = await startVictim(own, url, leaseMs)
      const killedAt = await kill(victim)
      bySuccessor.push(await startSuccessor(url, killedAt))
      bench.progress(`recovery ${round + 1}: successor ${bySuccessor.at(-1)?.toFixed(2)} s`)
    }
    // A round takes one lease and depends only on the last renewal, so one round suffices.
    const victim = await startVictim(own, url, leaseMs)
    byAnother.push(await startAnother(url, leaseMs, victim))
    bench.progress(`recovery: another worker ${byAnother[0]?.toFixed(2)} s`)
  })
  const documented = 'by documentation: graphile-worker 4 h, pg-boss 15 min and its monitor'
  return [
    line(
      {
        measure: `kill -9 with ${IN_HAND} in hand: all running again in another worker`,
        unit: 's',
        goal: atMost(leaseMs / 1_000),
      },
      reading(byAnother, `lease ${leaseMs / 1_000} s; ${documented}`),
    ),
    line(
      {
        measure: `kill -9 with ${IN_HAND} in hand: all running again in its successor`,
        unit: 's',
        goal: atMost(1),
      },
      reading(bySuccessor, 'from the kill, for a process that is ready to start'),
    ),
  ]
}

async function startVictim(own: Driver, url: string, leaseMs: number): Promise<ChildProcess> {
  await own.truncate()
  for (const call of bulks(IN_HAND)) await own.enqueueBulk(call)
  const victim = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('../victim.ts', import.meta.url)),
      url,
      INSTANCE,
      String(IN_HAND),
      String(leaseMs),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  for await (const said of createInterface({ input: victim.stdout })) {
    if (said === 'holding') return victim
  }
  throw new Error('the victim ended before it held its tasks')
}

/** Returns its end, in real time of this process. */
async function kill(victim: ChildProcess): Promise<number> {
  const ended = once(victim, 'exit')
  const killedAt = performance.now()
  victim.kill('SIGKILL')
  await ended
  return killedAt
}

/** The daemon's first steps under the instance name of a dead process. */
async function startSuccessor(url: string, killedAt: number): Promise<number> {
  await using stack = new AsyncDisposableStack()
  let lock = await tryLock(url)
  while (!lock) {
    await delay(5)
    lock = await tryLock(url)
  }
  const taken = lock
  stack.defer(async () => await taken.release())
  const db = openGramd(url)
  stack.defer(async () => await db.destroy())
  await takeOver(db, new Map([[TYPE_NAME, benchType()]]), INSTANCE)
  const started = countTo(IN_HAND)
  const worker = await startGramdWorker(url, {
    owner: INSTANCE,
    concurrency: IN_HAND,
    onStart: started.one,
  })
  stack.defer(async () => await worker.stop())
  await started.all
  return (performance.now() - killedAt) / 1_000
}

const tryLock = async (url: string) =>
  await lockInstance({
    url,
    name: INSTANCE,
    onError: (error) => process.stderr.write(`${error.message}\n`),
    settleMs: 0, // the worker before is known to be dead
  })

/** A worker that already ran beside the one that dies. */
async function startAnother(url: string, leaseMs: number, victim: ChildProcess): Promise<number> {
  const started = countTo(IN_HAND)
  const worker = await startGramdWorker(url, {
    owner: 'bench survivor',
    concurrency: IN_HAND,
    type: benchType(leaseMs),
    onStart: started.one,
  })
  const killedAt = await kill(victim)
  await started.all
  const seconds = (performance.now() - killedAt) / 1_000
  await worker.stop()
  return seconds
}

function countTo(count: number): { one: () => void; all: Promise<void> } {
  const { promise: all, resolve } = Promise.withResolvers<void>()
  let completed = 0
  return {
    all,
    one() {
      completed++
      if (completed === count) resolve()
    },
  }
}
