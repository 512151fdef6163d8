import { failureOfClass } from '../../../platforms/publish-failures.ts'
import type { SkipReason } from '../posts/skip-reasons.ts'
import type { ExecutionStatus } from './life.ts'

/** Causes of a failed publication; the cause decides which act helps. */
export const FAULTS = ['account', 'order', 'file', 'moment'] as const
export type Fault = (typeof FAULTS)[number]

/** The faults of accounts that are left out when a post begins. */
const OF_SKIPPED: Readonly<Record<SkipReason, Fault>> = {
  banned: 'account',
  login_required: 'account',
  proxy_error: 'account',
  needs_person: 'account',
  paused: 'account',
  missing_right: 'account',
  expired: 'account',
  limit_reached: 'account',
  route_not_set_up: 'account',
  same_account: 'account',
  no_public_address: 'file',
  no_files: 'file',
  media_unfit: 'file',
  caption_unfit: 'order',
  comment_unfit: 'order',
  too_many_collaborators: 'order',
  not_translated: 'order',
  not_confirmed: 'order',
}
/** Failures of gramd itself: it was not there, or it does not know the outcome. */
const OF_GRAMD: Readonly<Partial<Record<string, Fault>>> = {
  missed: 'moment',
  unknown_outcome: 'moment',
}

const isSkipReason = (name: string): name is SkipReason => Object.hasOwn(OF_SKIPPED, name)

/** Returns the fault of a stored error; null for a class that has none. */
export function faultOf(
  status: ExecutionStatus,
  { class: name, code, message }: { class: string; code: string | null; message: string },
): Fault | null {
  if (status === 'skipped') return isSkipReason(name) ? OF_SKIPPED[name] : null
  const failure = failureOfClass(name, { code, message })
  if (failure === null) return OF_GRAMD[name] ?? null
  return failure.fault === 'media' ? 'file' : failure.fault
}
