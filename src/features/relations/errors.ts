import { ConflictError } from '../../base/errors.ts'

/** Lists of a private profile are not asked for. */
export class TargetPrivateError extends ConflictError {
  override readonly code: string = 'target_private'
}

/** Whoever was erased is nobody's target. */
export class TargetErasedError extends ConflictError {
  override readonly code: string = 'target_erased'
}

/** The check was removed while its task ran, as an erasure does. */
export class CheckGoneError extends ConflictError {
  override readonly code: string = 'check_gone'
}
