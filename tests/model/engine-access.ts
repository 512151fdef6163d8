import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { claim, type ClaimedTask, type ClaimRequest } from '../../src/queue/claim.ts'
import { claimTasks as claimInOrder } from '../fixtures/claim-tasks.ts'
import { createCompleter, type Completer } from '../../src/queue/worker/completer.ts'
import { execute, type Execution } from '../../src/queue/worker/execute.ts'
import { leaseKey, renewLeases, type LeasedTask } from '../../src/queue/settle.ts'
import type { TaskType } from '../../src/queue/task-type.ts'

// All that the model test knows of the inside of the engine: how leases are kept, and what the contract leaves open.

export const ENGINE = {
  /** Whether a task that was sent in a batch, and comes back, is due since it was created. */
  sendingForgetsRetryTime: false,
}

/** Identifies one claim of a task. */
export type LeaseKey = string
export { leaseKey }

/** What a worker claims, in the order of the queue; or, with `overdueMs`, the one task that is longest overdue. */
export async function claimTasks(
  db: Db,
  request: ClaimRequest,
  overdueMs: number | null,
): Promise<ClaimedTask[]> {
  return overdueMs === null
    ? await claimInOrder(db, request)
    : await claim(db, { ...request, limit: 1, overdueMs })
}

const completers = new WeakMap<Db, Completer>()

/** Runs a claimed task; resolves when its attempt has ended. What has no writes is settled in batches, as in a runner. */
export async function runTask<Services>(
  execution: Execution<Services>,
  type: TaskType<Services>,
  task: ClaimedTask,
): Promise<void> {
  const { db, log } = execution
  const completer = completers.get(db) ?? createCompleter(db, log)
  completers.set(db, completer)
  await execute(execution, type, task, {
    abort: new AbortController(),
    complete: async (one, result) => await completer.complete(one, result),
  })
}

/** Extends leases; returns those that are still held, each with whether it was extended. */
export async function renew(
  db: Db,
  held: Parameters<typeof renewLeases>[1],
): Promise<ReadonlyMap<LeaseKey, boolean>> {
  return await renewLeases(db, held)
}

/** Moves the ends of leases into the past, as if their workers had fallen silent for long. */
export async function endLeases(db: Db, leases: readonly LeaseKey[]): Promise<void> {
  await sql`
    update scrape_tasks set lease_until = clock_timestamp() - interval '1 second'
    where status = 'running' and batch_id is null and fencing_token || ':' || id = any(${leases}::text[])`.execute(
    db,
  )
}

/** Leases that nobody was given. */
export async function strayTasks(db: Db, leases: ReadonlySet<LeaseKey>): Promise<LeaseKey[]> {
  const { rows } = await sql<LeasedTask>`
    select id, fencing_token from scrape_tasks where lease_until is not null`.execute(db)
  return rows.map(leaseKey).filter((lease) => !leases.has(lease))
}

/** Empties the queue, and all that hangs on it. */
export async function emptyQueue(db: Db): Promise<void> {
  await sql`
    truncate scrape_tasks, past_attempts, task_events, paused_task_types
    restart identity cascade`.execute(db)
}
