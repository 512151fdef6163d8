/** What checks of lists and of pairs share: state, view, cost, and how erased members count. */
export { addCheckActions } from './actions.ts'
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
  cancelShown,
  checkReader,
  ended,
  oldChecks,
  started,
  TURN,
  withAccount,
  type CheckEnd,
  type ShownCheck,
} from './state.ts'
export { CHECK_STATUSES, shownFields, viewShown } from './view.ts'
