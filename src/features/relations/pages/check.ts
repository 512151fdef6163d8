import { z } from '../../../http/router.ts'
import type { Diff, List, Member, ViewedCheck } from './kit.ts'

export const STATUSES = [
  'pending',
  'running',
  'waiting',
  'complete',
  'incomplete',
  'failed',
  'cancelled',
] as const satisfies readonly ViewedCheck['status'][]

export const KINDS = ['followers', 'following'] as const satisfies readonly List['kind'][]
export const RELATIONS = [
  'mutual',
  'fan',
  'not_following_back',
  'unknown',
] as const satisfies readonly Member['relation'][]
export const CHANGES = [
  'new',
  'gone',
  'renamed',
] as const satisfies readonly Diff['data'][number]['change'][]

/** The cost of a check, in the API's refusal to begin it unconfirmed. */
export const Cost = z.object({ requests: z.int(), seconds: z.number().nullable() })
export type Cost = z.output<typeof Cost>

export const hasEnded = ({ status }: Pick<ViewedCheck, 'status'>): boolean =>
  status === 'complete' || status === 'incomplete' || status === 'failed' || status === 'cancelled'

/** Returns whether the check waits for a user to confirm its cost. */
export const waitsForConfirmation = ({ status, reason }: ViewedCheck): boolean =>
  status === 'waiting' && reason === 'confirmation'

/** Returns whether the check's task may be retried: it continues where it stopped. */
export const canContinue = (check: ViewedCheck): boolean =>
  (check.status === 'cancelled' || check.status === 'failed' || check.status === 'incomplete') &&
  check.task_id !== null

/** Returns whether the check has read what it was to read: only new members of known lists. */
export const hasNewOnly = ({ status, reason }: Pick<ViewedCheck, 'status' | 'reason'>): boolean =>
  status === 'incomplete' && reason === 'only_new_read'

/** The sign of a state. */
export const signOf = ({ status }: Pick<ViewedCheck, 'status'>) =>
  (
    {
      pending: 'pending',
      running: 'running',
      waiting: 'resting',
      complete: 'done',
      incomplete: 'unknown',
      failed: 'failed',
      cancelled: 'cancelled',
    } as const
  )[status]
