import type { PublishFailure } from '../../../platforms/publish-failures.ts'
import type { Life } from './life.ts'
import type { WaitReason } from './waits.ts'

export type Failure = Pick<PublishFailure, 'code' | 'message'> & { class: string }

/** Delays count from the time of the event. */
type RunEvent =
  /** The account allows it to begin. */
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
  /** The request was sent, and its outcome is open; `failure` is the answer, null for none. */
  | { type: 'unanswered'; failure: Failure | null }
  /** A lookup or a read-back did not show it yet. */
  | { type: 'unseen' }
  /** The post is not there, and may be sent once more. */
  | { type: 'absent' }
  /** The post is not there: the publication starts again, with new ids. */
  | { type: 'restarted' }

type FinishEvent =
  | { type: 'published'; mediaId: string | null; permalink: string | null }
  | { type: 'read_back'; warnings: readonly string[]; permalink: string | null }
  | { type: 'comment_sent' }
  | { type: 'finished'; warnings: readonly string[] }
  /** The post is there, and gramd does not check it again. */
  | { type: 'left_unchecked' }
  /** The post is deleted at its platform. */
  | { type: 'removed' }

type FailEvent =
  | { type: 'failed'; failure: Failure }
  /** gramd cannot find out whether the post is there: a person decides. */
  | { type: 'lost'; message: string }
  /** `isAnew`: with new ids and new uploads of its files. */
  | { type: 'retried'; until: Date; isRestart: boolean; failure: PublishFailure }
  /** Its task ended without an outcome, and another task continues. */
  | { type: 'handed_on'; delayMs: number }

type PersonEvent =
  | { type: 'cancelled' }
  | { type: 'disconnected'; message: string }
  /** A person has found the post. */
  | { type: 'found'; mediaId: string | null; permalink: string }
  /** A person has looked, and has not found the post. */
  | { type: 'reported_missing' }
  /** `uninvited`: co-authors whom it leaves out from then on. */
  | { type: 'tried_again'; staggerMs: number; delayMs: number; uninvited?: readonly string[] }
  /** The caption that it waited for, or was skipped for, is there. */
  | { type: 'captioned'; caption: Captioned; staggerMs: number; delayMs: number }

type Captioned = Pick<Life, 'caption' | 'comment' | 'language'>

/** An event in the life of an execution. */
export type LifeEvent = RunEvent | SendEvent | FinishEvent | FailEvent | PersonEvent
export type EventType = LifeEvent['type']
export type Events = { [Type in EventType]: Extract<LifeEvent, { type: Type }> }
