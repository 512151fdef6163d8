/** What checks of lists and of pairs share: their state, how it is shown, what they cost, who is left out of them. */
export { addCheckActions } from './actions.ts'
export {
  ConfirmationRequiredError,
  readPoolRate,
  type Estimate,
  type PoolRate,
  type WithPoolLimits,
} from './confirmation.ts'
export { erasedFingerprint } from './erased-fingerprint.ts'
export {
  cancelShown,
  oneCheck,
  pageOfChecks,
  shownColumns,
  TURN,
  type ChecksPage,
  type EndStatus,
  type ShownCheck,
} from './state.ts'
export { CHECK_STATUSES, shownFields, viewShown } from './view.ts'
