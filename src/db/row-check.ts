import type { Tx } from './handles.ts'

/**
 * Checks a row before it is changed: called in the transaction of the change, with the row locked.
 * It throws to refuse the change.
 */
export type RowCheck = (tx: Tx) => Promise<void>

export const unchecked: RowCheck = async () => await Promise.resolve()
