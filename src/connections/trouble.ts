import { storeExpiring, storeFault, type Affected } from './connections-store.ts'
import { CORE_ALERTS } from '../alerts/kinds.ts'
import { raiseAlert, type Alert } from '../alerts/raise.ts'
import type { Db, Tx } from '../db/handles.ts'
import { textOfFault, type FaultReason } from './faults.ts'

/**
 * Records that a connection needs its owner, and notifies them once. A newer authorization stays
 * valid.
 */
export async function markFault(
  db: Db,
  { id, tokenIssuedAt }: { id: string; tokenIssuedAt: Date },
  reason: FaultReason,
): Promise<void> {
  const state = reason === 'blocked' ? 'error' : reason === 'app_removed' ? 'revoked' : 'auth_error'
  const text = textOfFault(reason)
  await db.transaction().execute(async (tx) => {
    const affected = await storeFault(tx, { id, tokenIssuedAt }, { state, reason, text })
    if (affected)
      await notifyOwner(tx, 'connection_needs_person', affected, { cause: reason, reason: text })
  })
}

/** Records that a token or the access to data expires soon, and notifies the owner once. */
export async function markExpiring(
  tx: Tx,
  id: string,
  { reason, endsAt }: { reason: 'token_expiring' | 'data_access_expiring'; endsAt: Date },
): Promise<void> {
  const what = reason === 'token_expiring' ? 'the token' : 'access to the data'
  const text = `${what} expires on ${endsAt.toISOString().slice(0, 10)}: authorize again before`
  const affected = await storeExpiring(tx, id, { reason, text })
  if (affected)
    await notifyOwner(tx, 'connection_expiring', affected, { cause: reason, reason: text })
}

/** Connections of the service concern the operators. */
async function notifyOwner(
  tx: Tx,
  name: 'connection_needs_person' | 'connection_expiring',
  { id, owner_id, username }: Affected,
  { cause, reason }: { cause: string; reason: string },
): Promise<void> {
  const kind = CORE_ALERTS[name]
  const affected = { cause, item: { connection_id: id, account: username, reason } }
  const alert: Alert =
    owner_id === null
      ? { ...kind, audience: 'operators', ...affected }
      : { ...kind, userId: owner_id, ...affected }
  await raiseAlert(tx, alert)
}
