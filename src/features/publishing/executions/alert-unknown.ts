import { raiseAlert } from '../../../alerts/raise.ts'
import type { Tx } from '../../../db/handles.ts'
import { PUBLISHING_ALERTS } from '../declare.ts'
import type { Execution } from './store/executions.ts'

/** A person has to look whether a post is there. */
export async function alertUnknown(
  tx: Tx,
  { id, post_id, username }: Pick<Execution, 'id' | 'post_id' | 'username'>,
  reason: string,
): Promise<void> {
  await raiseAlert(tx, {
    ...PUBLISHING_ALERTS.publication_unknown,
    cause: 'unknown_outcome',
    item: { execution_id: id, post_id, account: username, reason },
  })
}
