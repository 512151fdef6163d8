import type { Events, EventType, Failure } from './events.ts'
import type { Life } from './life.ts'

type Patch = Partial<Life>

/** Returns the columns that an event changes in an execution. */
export const patchOf = <Type extends EventType>(
  type: Type,
  life: Life,
  event: Events[Type],
  now: Date,
): Patch => PATCHES[type](life, event, now)

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms)

const NO_WAIT = { waits_for: null, waits_message: null } as const
const NO_ERROR = { error_class: null, error_code: null, error_message: null } as const

const errorOf = ({ class: kind, code, message }: Failure): Patch => ({
  error_class: kind,
  error_code: code,
  error_message: message,
})

/** The columns of an execution that was not sent. */
const unsent = ({ commits, first_sent_at: first }: Life): Patch => ({
  commit_sent_at: null,
  commits: commits - 1,
  first_sent_at: commits > 1 ? first : null,
})

/** The change for a restart: nothing that the platform has of the publication counts any more. */
const RESTART = {
  step: 'upload',
  ids: null,
  progress: null,
  commit_sent_at: null,
  first_sent_at: null,
  reported_missing_at: null,
  commits: 0,
  lookups: 0,
  not_ready_ms: 0,
} as const satisfies Patch

const PATCHES: { [Type in EventType]: (life: Life, event: Events[Type], now: Date) => Patch } = {
  begun: ({ begun_at: begunAt }, { ids }, now) => ({
    status: 'posting',
    begun_at: begunAt ?? now,
    ids,
    ...NO_WAIT,
  }),
  delayed,
  progressed: (_, { progress }) => ({ progress }),
  processing: ({ not_ready_ms: waited }, { delayMs }) => ({ not_ready_ms: waited + delayMs }),
  uploaded: () => ({ step: 'commit', not_ready_ms: 0 }),
  sent: ({ first_sent_at: first, commits }, _, now) => ({
    commit_sent_at: now,
    first_sent_at: first ?? now,
    commits: commits + 1,
    lookups: 0,
    ...NO_ERROR,
  }),
  not_ready: (life, { delayMs }) => ({
    ...unsent(life),
    not_ready_ms: life.not_ready_ms + delayMs,
  }),
  refused: (life, { counts }) => (counts ? { commit_sent_at: null } : unsent(life)),
  unanswered: (_, { failure }) => ({ step: 'look_up', ...(failure && errorOf(failure)) }),
  unseen: ({ lookups }) => ({ lookups: lookups + 1 }),
  absent: () => ({ step: 'commit', commit_sent_at: null }),
  restarted: () => ({ ...RESTART, ...NO_ERROR }),
  published: (_, { mediaId, permalink }, now) => ({
    status: 'success',
    step: 'read_back',
    lookups: 0,
    media_id: mediaId,
    permalink,
    posted_at: now,
    ended_at: now,
    ...NO_WAIT,
    ...NO_ERROR,
  }),
  read_back: (life, { warnings, permalink }) => ({
    step: 'comment',
    lookups: 0,
    permalink: permalink ?? life.permalink,
    warnings: [...life.warnings, ...warnings],
  }),
  comment_sent: (_life, _event, now) => ({ comment_sent_at: now }),
  finished: (life, { warnings }) => ({
    step: 'done',
    lookups: 0,
    warnings: [...life.warnings, ...warnings],
  }),
  left_unchecked: (life) => ({
    step: 'done',
    warnings: [...life.warnings, ...unchecked(life)],
  }),
  removed: (_life, _event, now) => ({ removed_at: now }),
  failed: (_, { failure }, now) => failed(failure, now),
  lost: (_, { message }) => lost(message),
  retried,
  handed_on: ({ retry_count: retries, attempt }, { delayMs }, now) => ({
    due_at: later(now, delayMs),
    retry_count: retries + 1,
    attempt: attempt + 1,
    lookups: 0,
  }),
  cancelled: (_life, _event, now) => ({ status: 'cancelled', ended_at: now, ...NO_WAIT }),
  disconnected,
  found: ({ commit_sent_at: sentAt, comment }, { mediaId, permalink }, now) => ({
    status: 'success',
    step: 'done',
    permalink,
    media_id: mediaId,
    posted_at: sentAt ?? now,
    ended_at: now,
    warnings: unchecked({ step: 'read_back', comment }),
    ...NO_ERROR,
  }),
  reported_missing: (life, _, now) => ({
    ...lookedUpAgain(life, now),
    lookups: 0,
    retry_count: 0,
    ...NO_ERROR,
  }),
  tried_again: triedAgain,
  captioned: ({ attempt }, { caption, staggerMs, delayMs }, now) => ({
    status: 'queued',
    ...caption,
    stagger_ms: staggerMs,
    due_at: later(now, delayMs),
    attempt: attempt + 1,
    ended_at: null,
    ...NO_WAIT,
    ...NO_ERROR,
  }),
}

/**
 * Returns the change for a wait. Before anything was sent, the account is free meanwhile; a
 * published post retains its time, and only its task waits.
 */
function delayed({ status, step, progress }: Life, { until, reason }: Events['delayed']): Patch {
  if (status === 'success') return {}
  return {
    status: step === 'upload' && progress === null ? 'waiting' : status,
    due_at: until,
    waits_for: reason.code,
    waits_message: reason.message ?? null,
  }
}

/** Returns warnings for the checks that a publication ends without. */
const unchecked = ({ step, comment }: Pick<Life, 'step' | 'comment'>): string[] => [
  ...(step === 'read_back' ? ['not_checked'] : []),
  ...(comment === null ? [] : ['comment_not_written']),
]

const failed = (failure: Failure, now: Date): Patch => ({
  status: 'failed',
  ended_at: now,
  ...NO_WAIT,
  ...errorOf(failure),
})

const lost = (message: string): Patch => ({
  status: 'unknown',
  ...NO_WAIT,
  error_class: 'unknown_outcome',
  error_message: message,
})

function retried(
  { step, retry_count: retries, attempt, is_reencoded: isReencoded }: Life,
  { until, isRestart, failure }: Events['retried'],
): Patch {
  return {
    status: 'waiting',
    step: step === 'commit' ? 'commit' : 'upload',
    due_at: until,
    waits_for: 'error',
    waits_message: failure.message,
    retry_count: retries + 1,
    attempt: attempt + 1,
    commit_sent_at: null,
    reported_missing_at: null,
    lookups: 0,
    not_ready_ms: 0,
    ...(isRestart && RESTART),
    is_reencoded: isReencoded || failure.remedy === 'reencode',
    ...errorOf(failure),
  }
}

/** Ends an execution whose post gramd can neither look up nor read back any more. */
function disconnected(life: Life, { message }: Events['disconnected'], now: Date): Patch {
  if (life.status === 'success')
    return { step: 'done', warnings: [...life.warnings, ...unchecked(life)], ...NO_WAIT }
  if (life.commit_sent_at !== null) return { ...lost(message), error_code: null }
  return failed({ class: 'needs_person', code: null, message }, now)
}

const lookedUpAgain = ({ attempt }: Life, now: Date): Patch => ({
  status: 'posting',
  step: 'look_up',
  due_at: now,
  attempt: attempt + 1,
  reported_missing_at: now,
})

/**
 * Returns the change for a retry from the beginning; a post that was sent is looked up first, at
 * once.
 */
function triedAgain(
  life: Life,
  { staggerMs, delayMs, uninvited = [] }: Events['tried_again'],
  now: Date,
): Patch {
  const begun =
    life.commit_sent_at === null
      ? {
          ...RESTART,
          status: 'queued' as const,
          due_at: later(now, delayMs),
          attempt: life.attempt + 1,
        }
      : lookedUpAgain(life, now)
  return {
    ...begun,
    ended_at: null,
    stagger_ms: staggerMs,
    lookups: 0,
    not_ready_ms: 0,
    retry_count: 0,
    uninvited: [...new Set([...life.uninvited, ...uninvited])],
    ...NO_ERROR,
  }
}
