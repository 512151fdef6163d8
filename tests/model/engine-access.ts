import { sql } from 'kysely'
import type { Db } from '../../src/db/database.ts'
import { claim, type ClaimedTask, type ClaimRequest } from '../../src/queue/claim.ts'
import { execute, type Execution } from '../../src/queue/execute.ts'
import { renewLeases } from '../../src/queue/settle.ts'
import type { TaskType } from '../../src/queue/task-type.ts'

// All that the model test knows of the inside of the engine: how leases are kept, and what the contract leaves open.

export const ENGINE = {
  /** Whether a claim takes a task whose lease has ended, without waiting for a rescue. */
  reclaimsExpired: false,
  /** A claim may come back with less when more than `limit + lookAhead` tasks could have been taken. */
  lookAhead: 20,
  /** Whether a task that was sent in a batch, and comes back, is due since it was created. */
  sendingForgetsRetryTime: true,
}

/** Tells two claims of one task apart. */
export type LeaseKey = string
type Held = Pick<ClaimedTask, 'id' | 'lease_token'>
export const leaseKey = (held: Held): LeaseKey => `${held.id}:${held.lease_token}`

export async function claimTasks(db: Db, request: ClaimRequest): Promise<ClaimedTask[]> {
  return await claim(db, request)
}

/** Runs a claimed task; resolves when its attempt has ended. */
export async function runTask<Services>(
  execution: Execution<Services>,
  type: TaskType<Services>,
  task: ClaimedTask,
): Promise<void> {
  await execute(execution, type, task, new AbortController().signal)
}

/** Extends leases; returns those that are still held. */
export async function renew(
  db: Db,
  held: readonly Held[],
  leaseMs: number,
): Promise<Set<LeaseKey>> {
  const tokens = await renewLeases(
    db,
    held.map(({ id, lease_token }) => ({ id, leaseToken: lease_token, leaseMs })),
  )
  return new Set(held.filter(({ lease_token }) => tokens.has(lease_token)).map(leaseKey))
}

/** Moves the ends of leases into the past, as if their workers had fallen silent for long. */
export async function endLeases(db: Db, ids: readonly number[]): Promise<void> {
  await sql`
    update scrape_tasks set lease_until = clock_timestamp() - interval '1 second'
    where id = any(${ids}::bigint[]) and lease_token is not null`.execute(db)
}

/** Empties the queue, and all that hangs on it. */
export async function emptyQueue(db: Db): Promise<void> {
  await sql`truncate scrape_tasks restart identity cascade`.execute(db)
}
