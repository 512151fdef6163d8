import { ConflictError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import type { Services } from '../../services.ts'
import { lockStore } from '../stores/store/stores/stores.ts'
import type { OwnerScope } from '../stores/store/owner-scope.ts'
import { pollStore } from './poll-store.ts'
import { scanStore } from './scan-store.ts'
import { beginSync, findRunning, type ScanOptions } from './store/catalog-syncs/syncs.ts'

type Parts = Pick<Services, 'db' | 'queue'>

/** Begins a scan that a person asks for. Throws NoSuchRecordError and ConflictError. */
export const beginScan = async (
  parts: Parts,
  scope: OwnerScope,
  storeId: string,
  options: ScanOptions,
): Promise<string> =>
  await begin(parts, scope, { storeId, type: 'bulk_import', options }, async (tx, syncId) => {
    const scan = { store_id: storeId, sync_id: syncId }
    await parts.queue.enqueue(tx, scanStore, scan, { priority: 2 })
  })

/**
 * Begins a poll of all posts of a store that have drafts. Throws NoSuchRecordError and
 * ConflictError.
 */
export const beginRefresh = async (
  parts: Parts,
  scope: OwnerScope,
  storeId: string,
): Promise<string> =>
  await begin(
    parts,
    scope,
    { storeId, type: 'manual_refresh', options: null },
    async (tx, syncId) => {
      const type = 'manual_refresh' as const
      const poll = { store_id: storeId, whole: true, type, sync_id: syncId }
      await parts.queue.enqueue(tx, pollStore, poll, { priority: 2 })
    },
  )

async function begin(
  { db }: Parts,
  scope: OwnerScope,
  {
    storeId,
    type,
    options,
  }: {
    storeId: string
    type: 'bulk_import' | 'manual_refresh'
    options: ScanOptions | null
  },
  enqueue: (tx: Tx, syncId: string) => Promise<void>,
): Promise<string> {
  return await db.transaction().execute(async (tx) => {
    // Locked, so that two requests do not both find that none runs.
    const { connection_id: connectionId } = await lockStore(tx, scope, storeId)
    if (connectionId === null)
      throw new ConflictError('the store reads no account: connect one to it first')
    const running = await findRunning(tx, storeId, type)
    if (running !== null)
      throw new ConflictError(`the scan ${running} of this store runs: wait or cancel it`)
    const begunBy = 'user_initiated'
    const syncId = await beginSync(tx, { storeId, connectionId, type, begunBy, options })
    await enqueue(tx, syncId)
    return syncId
  })
}
