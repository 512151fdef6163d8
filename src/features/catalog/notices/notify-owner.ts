import { raiseAlert } from '../../../alerts/raise.ts'
import type { UserAlert } from '../../../alerts/kinds.ts'
import type { Tx } from '../../../db/handles.ts'

export type StoreToNotify = { store_id: string; store: string; owner_id: string | null }

/** Notifies the owner of a store; what the service owns is the operators' business. */
export async function notifyOwner(
  tx: Tx,
  kind: UserAlert,
  { store_id, store, owner_id: ownerId }: StoreToNotify,
  facts: Readonly<Record<string, unknown>>,
): Promise<void> {
  const notice = { cause: `store:${store_id}`, item: { store_id, store, ...facts } }
  await raiseAlert(
    tx,
    ownerId === null
      ? { ...kind, audience: 'operators', ...notice }
      : { ...kind, userId: ownerId, ...notice },
  )
}
