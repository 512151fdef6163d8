import { sql } from 'kysely'
import type { Db } from '../../src/db/database.ts'
import { claim, type ClaimedTask, type ClaimRequest } from '../../src/queue/claim.ts'
import { createCompleter, type Completer } from '../../src/queue/worker/completer.ts'
import { execute, type Execution } from '../../src/queue/worker/execute.ts'
import { forgetClaims, heldKey, renewLeases, type Held } from '../../src/queue/settle.ts'
import type { TaskType } from '../../src/queue/task-type.ts'

// All that the model test knows of the inside of the engine: how leases are kept, and what the contract leaves open.

export const ENGINE = {
  /** Whether a task that was sent in a batch, and comes back, is due since it was created. */
  sendingForgetsRetryTime: false,
  /** Whether a task that is overdue passes more urgent ones of its own key, as it does all others. */
  eldersPassTheirKey: true,
}

/** Tells two claims of one task apart. */
export type LeaseKey = string
export const leaseKey = (held: Pick<Held, 'id' | 'claim_id'>): LeaseKey => heldKey(held)

/** The claim that a lease is of: the leases of one claim are renewed, and end, together. */
export const claimOf = (lease: LeaseKey): number => Number(lease.split(':', 1)[0])

export async function claimTasks(db: Db, request: ClaimRequest): Promise<ClaimedTask[]> {
  return await claim(db, request)
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
  await execute(execution, type, task, new AbortController().signal, async (one, result) => {
    await completer.complete(one, result)
  })
}

/** Extends leases; returns those that are still held. */
export async function renew(db: Db, held: readonly Held[]): Promise<Set<LeaseKey>> {
  return await renewLeases(db, held)
}

/** Forgets claims of which their owner has nothing in hand any more. */
export async function forget(db: Db, claimIds: readonly number[]): Promise<void> {
  if (claimIds.length > 0) await forgetClaims(db, claimIds)
}

/** Moves the ends of the leases of claims into the past, as if their workers had fallen silent for long. */
export async function endClaims(db: Db, claimIds: readonly number[]): Promise<void> {
  await sql`
    update task_claims set lease_until = clock_timestamp() - interval '1 second'
    where id = any(${claimIds}::bigint[])`.execute(db)
}

/** Claims name no task that is open and in nobody's hands, or in those of another claim. */
export async function strayTasks(db: Db, leases: ReadonlySet<LeaseKey>): Promise<LeaseKey[]> {
  const { rows } = await sql<Pick<Held, 'id' | 'claim_id'>>`
    select held.id, c.id as claim_id
    from task_claims c cross join lateral unnest(c.task_ids) as held (id) join open_tasks t on t.id = held.id`.execute(
    db,
  )
  return rows.map(leaseKey).filter((lease) => !leases.has(lease))
}

/** Empties the queue, and all that hangs on it. */
export async function emptyQueue(db: Db): Promise<void> {
  await sql`
    truncate open_tasks, task_claims, ended_tasks, past_attempts, task_events, paused_task_types
    restart identity cascade`.execute(db)
}
