import { sql } from 'kysely'
import { createClock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { createLogger } from '../../src/base/log/log.ts'
import type { ClaimedTask } from '../../src/queue/claim.ts'
import { createQueue, type Queue } from '../../src/queue/queue.ts'
import type { TaskContext } from '../../src/queue/task-type.ts'
import { emptyQueue, leaseKey, runTask, type LeaseKey } from './engine-access.ts'
import { ModelViolation } from './state.ts'
import { taskTypes, typeNamed, type Ending, type Services } from './task-types.ts'

/** A handler at work: the test tells it when and how to end. */
export type Handler = {
  task: ClaimedTask
  owner: string
  context: TaskContext<Services>
  /** Lets the handler return or throw; resolves when its attempt has ended. */
  end(ending: Ending): Promise<void>
}

/** The real queue, and the handlers that are at work on it. */
export type System = {
  db: Db
  queue: Queue<Services>
  handlers: Map<LeaseKey, Handler>
  /** Tasks that were claimed and not begun yet. */
  claimed: { task: ClaimedTask; owner: string }[]
  /** Every lease that was ever given. */
  leases: Set<LeaseKey>
  /** What the engine complained of; nothing may. */
  faults: string[]
}

export async function prepareDatabase(db: Db): Promise<void> {
  await sql`create table model_traces (task_id bigint not null, kind text not null)`.execute(db)
}

/** An empty queue at a time that stands still. */
export async function startSystem(db: Db, now: number): Promise<System> {
  await emptyQueue(db)
  await sql`truncate model_traces`.execute(db)
  await sql`delete from ai_batches`.execute(db)
  await setTime(db, now)
  return {
    db,
    queue: createQueue(taskTypes, () => undefined),
    handlers: new Map(),
    claimed: [],
    leases: new Set(),
    faults: [],
  }
}

export async function setTime(db: Db, now: number): Promise<void> {
  await setWorldTime(db, { worldAt: now, realAt: now, speed: 0 })
}

export function handlerOf(system: System, lease: LeaseKey): Handler {
  const handler = system.handlers.get(lease)
  if (!handler) throw new ModelViolation(`no handler runs under ${lease}`)
  return handler
}

/** Begins what was claimed. */
export async function beginClaimed(system: System): Promise<void> {
  await Promise.all(
    system.claimed.splice(0).map(async ({ task, owner }) => await begin(system, task, owner)),
  )
}

async function begin(system: System, task: ClaimedTask, owner: string): Promise<void> {
  const { promise: told, resolve: tell } = Promise.withResolvers<Ending>()
  const { promise: entered, resolve: enter } = Promise.withResolvers<TaskContext<Services>>()
  const services: Services = {
    async enter(context) {
      enter(context)
      return await told
    },
  }
  const log = createLogger({
    level: 'warn',
    destination: {
      write(line: string) {
        if (line.includes('"task not settled"')) system.faults.push(line)
      },
    },
  })
  const finished = runTask(
    { db: system.db, services, clock: createClock(), log, random: () => 0.5 },
    typeNamed(task.task_type),
    task,
  )
  const context = await Promise.race([entered, finished])
  if (!context) throw new ModelViolation(`task ${task.id} did not reach its handler`)
  system.handlers.set(leaseKey(task), {
    task,
    owner,
    context,
    async end(ending) {
      tell(ending)
      await finished
      system.handlers.delete(leaseKey(task))
    },
  })
}
