import type {
  Failure,
  FailEvent,
  FinishEvent,
  LifeEvent,
  PersonEvent,
  RunEvent,
  SendEvent,
} from './events.ts'
import type { Life } from './life.ts'

type Patch = Partial<Life>

/** What an event changes in an execution, in a state in which it happens. */
export function patchOf(life: Life, event: LifeEvent, now: Date): Patch {
  switch (event.type) {
    case 'begun':
    case 'delayed':
    case 'progressed':
    case 'processing':
    case 'uploaded':
      return ofRun(life, event, now)
    case 'sent':
    case 'not_ready':
    case 'refused':
    case 'unanswered':
    case 'unseen':
    case 'absent':
    case 'restarted':
      return ofSending(life, event, now)
    case 'published':
    case 'read_back':
    case 'comment_sent':
    case 'finished':
    case 'left_unchecked':
    case 'removed':
      return ofFinish(life, event, now)
    case 'failed':
    case 'lost':
    case 'retried':
    case 'handed_on':
      return ofFailure(life, event, now)
    default:
      return ofPerson(life, event, now)
  }
}

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms)

const NO_WAIT = { waits_for: null, waits_message: null } as const
const NO_ERROR = { error_class: null, error_code: null, error_message: null } as const

const errorOf = ({ class: kind, code, message }: Failure): Patch => ({
  error_class: kind,
  error_code: code,
  error_message: message,
})

function ofRun(life: Life, event: RunEvent, now: Date): Patch {
  switch (event.type) {
    case 'begun':
      return { status: 'posting', begun_at: life.begun_at ?? now, ids: event.ids, ...NO_WAIT }
    case 'delayed':
      return delayed(life, event)
    case 'progressed':
      return { progress: event.progress }
    case 'processing':
      return { not_ready_ms: life.not_ready_ms + event.delayMs }
    case 'uploaded':
      return { step: 'commit', not_ready_ms: 0 }
  }
}

/** Of whom the platform has nothing yet, its account is free meanwhile. What is published has its time, and only its task waits. */
function delayed(
  { status, step, progress }: Life,
  { until, reason }: Extract<RunEvent, { type: 'delayed' }>,
): Patch {
  if (status === 'success') return {}
  return {
    status: step === 'upload' && progress === null ? 'waiting' : status,
    due_at: until,
    waits_for: reason.code,
    waits_message: reason.message ?? null,
  }
}

function ofSending(life: Life, event: SendEvent, now: Date): Patch {
  const { commits, looks, first_sent_at: first } = life
  switch (event.type) {
    case 'sent':
      return {
        commit_sent_at: now,
        first_sent_at: first ?? now,
        commits: commits + 1,
        looks: 0,
        ...NO_ERROR,
      }
    case 'not_ready':
      return { ...unsent(life), not_ready_ms: life.not_ready_ms + event.delayMs }
    case 'refused':
      return event.counts ? { commit_sent_at: null } : unsent(life)
    case 'unanswered':
      return { step: 'look_up', ...(event.failure && errorOf(event.failure)) }
    case 'unseen':
      return { looks: looks + 1 }
    case 'absent':
      return { step: 'commit', commit_sent_at: null }
    case 'restarted':
      return { ...ANEW, ...NO_ERROR }
  }
}

/** As if it had not been sent. */
const unsent = ({ commits, first_sent_at: first }: Life): Patch => ({
  commit_sent_at: null,
  commits: commits - 1,
  first_sent_at: commits > 1 ? first : null,
})

/** Nothing of what the platform has of it counts any more. */
const ANEW = {
  step: 'upload',
  ids: null,
  progress: null,
  commit_sent_at: null,
  first_sent_at: null,
  disowned_at: null,
  commits: 0,
  looks: 0,
  not_ready_ms: 0,
} as const satisfies Patch

function ofFinish(life: Life, event: FinishEvent, now: Date): Patch {
  switch (event.type) {
    case 'published':
      return {
        status: 'success',
        step: 'read_back',
        looks: 0,
        media_id: event.mediaId,
        permalink: event.permalink,
        posted_at: now,
        ended_at: now,
        ...NO_WAIT,
        ...NO_ERROR,
      }
    case 'read_back':
      return {
        step: 'comment',
        looks: 0,
        permalink: event.permalink ?? life.permalink,
        warnings: [...life.warnings, ...event.warnings],
      }
    case 'comment_sent':
      return { comment_sent_at: now }
    case 'finished':
      return { step: 'done', looks: 0, warnings: [...life.warnings, ...event.warnings] }
    case 'left_unchecked':
      return { step: 'done', warnings: [...life.warnings, ...unchecked(life)] }
    case 'removed':
      return { removed_at: now }
  }
}

/** What nobody has checked of a publication that nobody looks at again. */
const unchecked = ({ step, comment }: Pick<Life, 'step' | 'comment'>): string[] => [
  ...(step === 'read_back' ? ['not_checked'] : []),
  ...(comment === null ? [] : ['comment_not_written']),
]

function ofFailure(life: Life, event: FailEvent, now: Date): Patch {
  switch (event.type) {
    case 'failed':
      return { status: 'failed', ended_at: now, ...NO_WAIT, ...errorOf(event.failure) }
    case 'lost':
      return lost(event.message)
    case 'retried':
      return retried(life, event)
    case 'handed_on':
      return {
        due_at: later(now, event.delayMs),
        retry_count: life.retry_count + 1,
        round: life.round + 1,
        looks: 0,
      }
  }
}

const lost = (message: string): Patch => ({
  status: 'unknown',
  ...NO_WAIT,
  error_class: 'unknown_outcome',
  error_message: message,
})

function retried(
  { step, retry_count: retries, round, is_reencoded: isReencoded }: Life,
  { until, isAnew, failure }: Extract<FailEvent, { type: 'retried' }>,
): Patch {
  return {
    status: 'waiting',
    step: step === 'commit' ? 'commit' : 'upload',
    due_at: until,
    waits_for: 'error',
    waits_message: failure.message,
    retry_count: retries + 1,
    round: round + 1,
    commit_sent_at: null,
    disowned_at: null,
    looks: 0,
    not_ready_ms: 0,
    ...(isAnew && ANEW),
    is_reencoded: isReencoded || failure.remedy === 'reencode',
    ...errorOf(failure),
  }
}

function ofPerson(life: Life, event: PersonEvent, now: Date): Patch {
  switch (event.type) {
    case 'cancelled':
      return { status: 'cancelled', ended_at: now, ...NO_WAIT }
    case 'disconnected':
      return disconnected(life, event.message, now)
    case 'found':
      return {
        status: 'success',
        step: 'done',
        permalink: event.permalink,
        media_id: event.mediaId,
        posted_at: life.commit_sent_at ?? now,
        ended_at: now,
        warnings: unchecked({ step: 'read_back', comment: life.comment }),
        ...NO_ERROR,
      }
    case 'disowned':
      return { ...lookedForAnew(life, now), looks: 0, retry_count: 0, ...NO_ERROR }
    case 'tried_again':
      return triedAgain(life, event, now)
    case 'captioned':
      return {
        status: 'queued',
        ...event.caption,
        gap_ms: event.gapMs,
        due_at: later(now, event.delayMs),
        round: life.round + 1,
        ended_at: null,
        ...NO_WAIT,
        ...NO_ERROR,
      }
  }
}

/** Nobody can look any more whether what was sent is there, nor read back what is. */
function disconnected(life: Life, message: string, now: Date): Patch {
  if (life.status === 'success')
    return { step: 'done', warnings: [...life.warnings, ...unchecked(life)], ...NO_WAIT }
  if (life.commit_sent_at !== null) return { ...lost(message), error_code: null }
  const failure = { class: 'needs_person', code: null, message }
  return { status: 'failed', ended_at: now, ...NO_WAIT, ...errorOf(failure) }
}

const lookedForAnew = ({ round }: Life, now: Date): Patch => ({
  status: 'posting',
  step: 'look_up',
  due_at: now,
  round: round + 1,
  disowned_at: now,
})

/** From the beginning; what was sent is looked for before, at once. */
function triedAgain(
  life: Life,
  { gapMs, delayMs }: Extract<PersonEvent, { type: 'tried_again' }>,
  now: Date,
): Patch {
  const begun =
    life.commit_sent_at === null
      ? { ...ANEW, status: 'queued' as const, due_at: later(now, delayMs), round: life.round + 1 }
      : lookedForAnew(life, now)
  return {
    ...begun,
    ended_at: null,
    gap_ms: gapMs,
    looks: 0,
    not_ready_ms: 0,
    retry_count: 0,
    ...NO_ERROR,
  }
}
