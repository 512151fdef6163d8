import { z } from 'zod'
import type { PublishIds } from '../../../platforms/publisher.ts'
import type { WaitReason } from './waits.ts'

export const EXECUTION_STATUSES = [
  'queued',
  'waiting',
  'posting',
  'success',
  'failed',
  'unknown',
  'cancelled',
  'skipped',
] as const
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number]

export type Step = 'upload' | 'commit' | 'look_up' | 'read_back' | 'comment' | 'done'

export const PublishIdsColumn = z.object({ post: z.string(), items: z.array(z.string()) })

/** The columns of an execution that its events change, and by which they are allowed. */
export type Life = {
  status: ExecutionStatus
  step: Step
  caption: string
  /** The first comment, as this account gets it. */
  comment: string | null
  language: string | null
  due_at: Date
  /** Its distance to the publication before it of the same post. */
  stagger_ms: number
  /** Each task that works on it has an attempt of its own. */
  attempt: number
  ids: PublishIds | null
  progress: unknown
  commit_sent_at: Date | null
  /** When it was sent first with the present ids. */
  first_sent_at: Date | null
  /** A person said that the post is not there: it starts again unless a lookup finds it. */
  reported_missing_at: Date | null
  commits: number
  lookups: number
  not_ready_ms: number
  comment_sent_at: Date | null
  retry_count: number
  /** Co-authors of its post whom it does not invite. */
  uninvited: string[]
  /** Whether its pictures are sent re-encoded: the platform has refused the originals. */
  is_reencoded: boolean
  media_id: string | null
  permalink: string | null
  warnings: string[]
  waits_for: WaitReason['code'] | null
  waits_message: string | null
  /** The last failure; or that of the last send, if its outcome is open. */
  error_class: string | null
  error_code: string | null
  error_message: string | null
  begun_at: Date | null
  posted_at: Date | null
  ended_at: Date | null
  removed_at: Date | null
}

/** The states of an execution: its status, with what was sent and what is left to do. */
export const STATES = [
  'queued',
  'waiting',
  'preparing',
  'sent',
  'published',
  'done',
  'failed',
  'unknown',
  'cancelled',
  'skipped',
] as const
export type State = (typeof STATES)[number]

type Whereabouts = Pick<Life, 'status' | 'step' | 'commit_sent_at'>

export function stateOf({ status, step, commit_sent_at: sentAt }: Whereabouts): State {
  if (status === 'posting') return sentAt === null ? 'preparing' : 'sent'
  if (status === 'success') return step === 'done' ? 'done' : 'published'
  return status
}

/** Returns whether an execution continues by itself. A published post still has to be read back. */
export const isOpen = (life: Whereabouts): boolean =>
  ['queued', 'waiting', 'preparing', 'sent', 'published'].includes(stateOf(life))
