import { enqueueAll } from '../../../src/queue/enqueue.ts'
import { claim } from '../../../src/queue/claim.ts'
import { settleAllDone } from '../../../src/queue/settle.ts'
import type { Db } from '../../../src/db/handles.ts'
import { migrate } from '../../../src/db/migrations/migrate.ts'
import { openDatabase } from '../../../src/db/database.ts'
import { median } from '../../percentile.ts'
import { fillFinished, fillPending } from '../../queue/systems/gramd-fill.ts'
import { benchType, LEASE_MS, TYPE_NAME } from '../../queue/systems/gramd-type.ts'
import { atMost, type Figure } from '../figure.ts'
import type { Stage } from '../stage.ts'

const FINISHED_PER_CREATOR = 10
const MAX_RATIO = 1.1
const SIZES = [1, 100] as const
const ROUNDS = 300
const WARM_UP = 20

type Times = { claim: number[]; complete: number[] }

/**
 * Claims and completions beside ten million finished and a million open tasks, and in a queue that
 * has only what is claimed: in turn, each with its own tasks of the highest priority.
 */
export async function measureClaims({ server, creators, progress }: Stage): Promise<Figure[]> {
  const names = { empty: 'scale_claims_empty', full: 'scale_claims_full' }
  const open = async (name: string): Promise<Db> => {
    await server.createDatabase(name)
    const db = openDatabase({ url: server.urlOf(name), max: 2, onIdleError: () => undefined })
    await migrate(db)
    return db
  }
  await using stack = new AsyncDisposableStack()
  for (const name of Object.values(names)) stack.defer(async () => await server.dropDatabase(name))
  const [empty, full] = [await open(names.empty), await open(names.full)]
  stack.defer(async () => await empty.destroy())
  stack.defer(async () => await full.destroy())
  await fillFinished(full, FINISHED_PER_CREATOR * creators)
  await fillPending(full, creators)
  progress('the long queue is filled')
  const figures: Figure[] = []
  for (const size of SIZES) {
    const times = {
      empty: { claim: [], complete: [] } as Times,
      full: { claim: [], complete: [] } as Times,
    }
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      const order = round % 2 === 0 ? (['empty', 'full'] as const) : (['full', 'empty'] as const)
      for (const name of order)
        await workOnce(name === 'empty' ? empty : full, size, round < 0 ? null : times[name])
    }
    for (const step of ['claim', 'complete'] as const) {
      const [long, short] = [median(times.full[step]), median(times.empty[step])]
      figures.push(
        atMost(
          { measure: `${step} of ${size}, long queue / empty`, unit: '×', goal: MAX_RATIO },
          long / short,
          `${long.toFixed(2)} ms, ${short.toFixed(2)} ms`,
        ),
      )
    }
    progress(
      figures
        .slice(-2)
        .map(({ measure, value }) => `${measure} ${value}`)
        .join(', '),
    )
  }
  return figures
}

/** Enqueues, claims and completes tasks that go first. */
async function workOnce(db: Db, size: number, times: Times | null): Promise<void> {
  const payloads = Array.from({ length: size }, (_, n) => ({ n }))
  await enqueueAll(db, benchType(), payloads, { priority: 1, notify: null })
  const startedAt = performance.now()
  const tasks = await claim(db, {
    owner: 'bench',
    limit: size,
    types: [{ name: TYPE_NAME, resource: 'none', room: size, leaseMs: LEASE_MS }],
    resources: {},
  })
  const claimedAt = performance.now()
  if (tasks.length !== size) throw new Error(`claimed ${tasks.length} tasks instead of ${size}`)
  await settleAllDone(
    db,
    tasks.map((task) => ({ task, result: null })),
  )
  times?.claim.push(claimedAt - startedAt)
  times?.complete.push(performance.now() - claimedAt)
}
