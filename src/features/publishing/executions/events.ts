import type { PublishFailure } from '../../../platforms/publish-failures.ts'
import type { Life } from './life.ts'
import type { WaitReason } from './waits.ts'

export type Failure = Pick<PublishFailure, 'code' | 'message'> & { class: string }

/** Delays count from the time of the event. */
type RunEvent =
  /** Its account lets it begin. */
  | { type: 'begun'; ids: NonNullable<Life['ids']> }
  | { type: 'delayed'; until: Date; reason: WaitReason }
  | { type: 'progressed'; progress: unknown }
  /** The platform processes its files, and is asked again so much later. */
  | { type: 'processing'; delayMs: number }
  | { type: 'uploaded' }

type SendEvent =
  /** The request that may make the post goes out now. */
  | { type: 'sent' }
  /** The platform has made nothing, because it still processes the files. */
  | { type: 'not_ready'; delayMs: number }
  /** The platform has made nothing. `counts`: as one of the times that it was sent. */
  | { type: 'refused'; counts: boolean }
  /** Nobody knows yet whether the platform has made it; `failure` is what it answered, null for nothing. */
  | { type: 'unanswered'; failure: Failure | null }
  /** It was looked for, or read back, and is not shown yet. */
  | { type: 'unseen' }
  /** It is not there, and may be sent once more. */
  | { type: 'absent' }
  /** It is not there, and begins anew, as another publication. */
  | { type: 'restarted' }

type FinishEvent =
  | { type: 'published'; mediaId: string | null; permalink: string | null }
  | { type: 'read_back'; warnings: readonly string[]; permalink: string | null }
  | { type: 'comment_sent' }
  | { type: 'finished'; warnings: readonly string[] }
  /** It is there, and nobody looks at it again. */
  | { type: 'left_unchecked' }
  /** It is deleted at its platform. */
  | { type: 'removed' }

type FailEvent =
  | { type: 'failed'; failure: Failure }
  /** Nobody can find out whether it is there: a person decides. */
  | { type: 'lost'; message: string }
  /** `isAnew`: under new ids, with files uploaded anew. */
  | { type: 'retried'; until: Date; isAnew: boolean; failure: PublishFailure }
  /** Its task ended without it, and another one goes on. */
  | { type: 'handed_on'; delayMs: number }

type PersonEvent =
  | { type: 'cancelled' }
  | { type: 'disconnected'; message: string }
  /** Somebody has found it. */
  | { type: 'found'; mediaId: string | null; permalink: string }
  /** Somebody has looked, and not found it. */
  | { type: 'reported_missing' }
  | { type: 'tried_again'; staggerMs: number; delayMs: number }
  /** It has the caption that it was waiting for, or left out for. */
  | { type: 'captioned'; caption: Captioned; staggerMs: number; delayMs: number }

type Captioned = Pick<Life, 'caption' | 'comment' | 'language'>

/** What happens to an execution. */
export type LifeEvent = RunEvent | SendEvent | FinishEvent | FailEvent | PersonEvent
export type EventType = LifeEvent['type']
export type Events = { [Type in EventType]: Extract<LifeEvent, { type: Type }> }
