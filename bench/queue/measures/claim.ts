import { migrate } from '../../../src/db/migrations/migrate.ts'
import type { Db } from '../../../src/db/handles.ts'
import { claim } from '../../../src/queue/claim.ts'
import { createTally, type Bench } from '../bench.ts'
import { median } from '../../percentile.ts'
import { atMost, line, reading, type Line, type Reading } from '../line.ts'
import { openGramd } from '../systems/gramd.ts'
import { fillFinished, fillPending } from '../systems/gramd-fill.ts'
import { LEASE_MS, TYPE_NAME } from '../systems/gramd-type.ts'

const FEW = 10_000
const SIZES = [1, 100] as const
/** Claims of one size per round. */
const REPEATS = 10
const WARM_UP = 5
/** More would empty the short queue. */
const MAX_ROUNDS = 9

type Stage = { name: string; db: Db }

/** The cost of a claim over a short queue, a long one, and a long history. */
export async function measureClaim(bench: Bench): Promise<Line[]> {
  const many = bench.options.quick ? 1_000_000 : 10_000_000
  await using stack = new AsyncDisposableStack()
  const open = async (name: string, fillUp: (db: Db) => Promise<void>): Promise<Stage> => {
    const database = `bench_claim_${name}`
    await bench.server.createDatabase(database)
    stack.defer(async () => await bench.server.dropDatabase(database))
    const db = openGramd(bench.server.urlOf(database))
    stack.defer(async () => await db.destroy())
    await migrate(db)
    const startedAt = performance.now()
    await fillUp(db)
    bench.progress(
      `claim: filled ${name} in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`,
    )
    return { name, db }
  }
  const few = await open('few', async (db) => await fillPending(db, FEW))
  // In parallel, because one index build does not always use both cores.
  const [pending, finished] = await Promise.all([
    open('pending', async (db) => await fillPending(db, many)),
    open('finished', async (db) => {
      await fillFinished(db, many)
      await fillPending(db, FEW)
    }),
  ])
  const stages = [few, pending, finished]
  const times = await timeClaims(bench, stages)
  return SIZES.flatMap((size) => [
    line(
      { measure: `claim of ${size} over ${FEW} pending`, unit: 'ms' },
      reading(times.of(`${few.name} ${size}`)),
    ),
    ...[
      { stage: pending, over: `${many} pending` },
      { stage: finished, over: `${many} finished` },
    ].map(({ stage, over }) =>
      line(
        { measure: `claim of ${size}, ${over} to ${FEW} pending`, unit: '×', goal: atMost(1.2) },
        ratio(times.of(`${stage.name} ${size}`), times.of(`${few.name} ${size}`)),
      ),
    ),
  ])
}

/** Medians of `REPEATS` claims per round, in ms, by stage and size; stages alternate. */
async function timeClaims(bench: Bench, stages: readonly Stage[]) {
  const times = createTally()
  for (const { db } of stages) {
    for (let n = 0; n < WARM_UP; n++) for (const size of SIZES) await claimOnce(db, size)
  }
  for (let round = 0; round < Math.min(bench.options.rounds, MAX_ROUNDS); round++) {
    for (const size of SIZES) {
      const taken = await claimRepeatedly(bench, stages, size)
      for (const { name } of stages) times.add(`${name} ${size}`, median(taken.of(name)))
    }
  }
  return times
}

async function claimRepeatedly(bench: Bench, stages: readonly Stage[], size: number) {
  const taken = createTally()
  for (let n = 0; n < REPEATS; n++) {
    bench.signal.throwIfAborted()
    for (const { name, db } of stages) taken.add(name, await claimOnce(db, size))
  }
  return taken
}

async function claimOnce(db: Db, limit: number): Promise<number> {
  const startedAt = performance.now()
  const tasks = await claim(db, {
    owner: 'bench',
    limit,
    types: [{ name: TYPE_NAME, resource: 'none', room: limit, leaseMs: LEASE_MS }],
    resources: {},
  })
  const ms = performance.now() - startedAt
  if (tasks.length !== limit) throw new Error(`claimed ${tasks.length} tasks instead of ${limit}`)
  return ms
}

/** Per round, with the medians in the note. */
function ratio(values: readonly number[], base: readonly number[]): Reading {
  const ratios = values.map((value, round) => value / (base[round] ?? Number.NaN))
  return reading(ratios, `${median(values).toFixed(2)} ms to ${median(base).toFixed(2)} ms`)
}
