/**
 * Exports what checks of lists and of pairs share: state, view, cost, and how erased members count.
 */
export { checkOperations, readUsername } from './operations.ts'
export {
  ConfirmationRequiredError,
  estimateOf,
  readPoolRate,
  requireConfirmation,
  type Estimate,
  type PoolRate,
  type WithPoolLimits,
} from './confirmation.ts'
export { countSent, erasedFingerprint, type SentRequests } from './counting.ts'
export {
  checkReader,
  confirmed,
  ended,
  endReleased,
  oldChecks,
  started,
  TURN,
  withAccount,
  type CheckEnd,
  type VisibleCheck,
} from './store/state.ts'
export { visibleFields } from './check-view.ts'
