import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import type { Release } from '../../../queue/task-type.ts'
import { findStoreToRead, type StoreToRead } from '../stores/store/stores/stores-to-read.ts'
import { ENDED, DISCONNECTED } from './scan-store.ts'
import { beginSync, findOpenPoll, stopSync } from './store/catalog-syncs/syncs.ts'

/** The payload of a poll. */
export const Poll = z.object({
  store_id: z.uuid(),
  /** Whether the poll reads down to the oldest post with a draft; else the newest posts alone. */
  whole: z.boolean().default(false),
  /** The cause of the poll. */
  type: z
    .enum(['incremental_sync', 'webhook_trigger', 'manual_refresh'])
    .default('incremental_sync'),
  /**
   * The sync of a refresh that a person has asked for; other polls have a sync only when there is
   * something new.
   */
  sync_id: z.uuid().optional(),
})
export type Poll = z.output<typeof Poll>

const TRIGGER = {
  incremental_sync: 'scheduled_job',
  webhook_trigger: 'webhook',
  manual_refresh: 'user_initiated',
} as const

/**
 * Returns the sync that a poll has begun; null while there was nothing new. A store has one poll at
 * a time.
 */
export const findPollSync = async (tx: Tx, poll: Poll): Promise<string | null> =>
  poll.sync_id ?? (await findOpenPoll(tx, poll.store_id))

export const beginPollSync = async (
  tx: Tx,
  { storeId, connectionId }: Pick<StoreToRead, 'storeId' | 'connectionId'>,
  { type }: Pick<Poll, 'type'>,
): Promise<string> =>
  await beginSync(tx, { storeId, connectionId, type, begunBy: TRIGGER[type], options: null })

/** Stores a failed poll in the history, also when it has found nothing before. */
export async function onPollEnd(tx: Tx, releases: readonly Release[]): Promise<void> {
  for (const { payload, status } of releases) {
    if (status === 'pending') continue
    const poll = Poll.parse(payload)
    const sync = (await findPollSync(tx, poll)) ?? (await beginFailed(tx, poll, status))
    if (sync !== null) await stopSync(tx, sync, ENDED[status])
  }
}

/** Stops a refresh whose store has no account any more. */
export async function onDisconnected(tx: Tx, { sync_id: sync }: Poll): Promise<void> {
  if (sync !== undefined) await stopSync(tx, sync, DISCONNECTED)
}

async function beginFailed(
  tx: Tx,
  poll: Poll,
  status: 'failed' | 'cancelled',
): Promise<string | null> {
  if (status === 'cancelled') return null
  const store = await findStoreToRead(tx, poll.store_id)
  return store ? await beginPollSync(tx, store, poll) : null
}
