import type { EventType, LifeEvent } from './events.ts'
import { stateOf, type Life, type State, type Step } from './life.ts'
import { patchOf } from './patches.ts'

/** The states that an event may lead to from each state; from others it does not happen. */
export const TRANSITIONS: Readonly<
  Record<State, Readonly<Partial<Record<EventType, readonly State[]>>>>
> = {
  queued: {
    begun: ['preparing'],
    delayed: ['waiting'],
    failed: ['failed'],
    retried: ['waiting'],
    handed_on: ['queued'],
    cancelled: ['cancelled'],
    disconnected: ['failed'],
  },
  waiting: {
    begun: ['preparing'],
    delayed: ['waiting'],
    captioned: ['queued'],
    failed: ['failed'],
    retried: ['waiting'],
    handed_on: ['waiting'],
    cancelled: ['cancelled'],
    disconnected: ['failed'],
  },
  preparing: {
    delayed: ['waiting', 'preparing'],
    progressed: ['preparing'],
    processing: ['preparing'],
    uploaded: ['preparing'],
    sent: ['sent'],
    not_ready: ['preparing'],
    refused: ['preparing'],
    unanswered: ['preparing'],
    absent: ['preparing'],
    published: ['published'],
    failed: ['failed'],
    retried: ['waiting'],
    handed_on: ['preparing'],
    cancelled: ['cancelled'],
    disconnected: ['failed'],
  },
  sent: {
    delayed: ['sent'],
    progressed: ['sent'],
    not_ready: ['preparing'],
    refused: ['preparing'],
    unanswered: ['sent'],
    unseen: ['sent'],
    absent: ['preparing'],
    restarted: ['preparing'],
    published: ['published'],
    failed: ['failed'],
    lost: ['unknown'],
    retried: ['waiting'],
    handed_on: ['sent'],
    disconnected: ['unknown'],
  },
  published: {
    delayed: ['published'],
    progressed: ['published'],
    unseen: ['published'],
    read_back: ['published'],
    comment_sent: ['published'],
    finished: ['done'],
    left_unchecked: ['done'],
    handed_on: ['published'],
    disconnected: ['done'],
    removed: ['published'],
  },
  done: { removed: ['done'] },
  failed: { tried_again: ['queued', 'sent'] },
  cancelled: { tried_again: ['queued'], captioned: ['queued'] },
  skipped: { tried_again: ['queued'], captioned: ['queued'] },
  unknown: { found: ['done'], reported_missing: ['sent'] },
}

/** A side effect of an event. */
export type Effect =
  /** The state of its post follows from those of its executions. */
  | { type: 'settle_post' }
  /** Enqueues the task of its attempt; `isRetry`: after untried ones. */
  | { type: 'enqueue'; dueAt: Date | null; isRetry: boolean }
  | { type: 'alert_unknown'; reason: string }

export type Transition = { patch: Partial<Life>; effects: readonly Effect[] }

/** The steps during which an event happens; any, for one that is not here. */
const STEPS_OF: Readonly<Partial<Record<EventType, readonly Step[]>>> = {
  processing: ['upload'],
  uploaded: ['upload'],
  sent: ['commit'],
  not_ready: ['commit'],
  unanswered: ['commit'],
  refused: ['commit', 'look_up'],
  published: ['commit', 'look_up'],
  absent: ['look_up'],
  restarted: ['look_up'],
  unseen: ['look_up', 'read_back', 'comment'],
  read_back: ['read_back'],
  comment_sent: ['comment'],
  finished: ['comment'],
}

/** Whether an event of this type may happen to an execution as it is. */
export function allows(life: Life, type: EventType): boolean {
  const from = stateOf(life)
  // Of what was sent before, the answer may still come.
  if (type === 'cancelled' && from === 'preparing' && life.commits > 0) return false
  // The platform may have files with the caption that it had.
  if (type === 'captioned' && life.begun_at !== null) return false
  const isItsStep = STEPS_OF[type]?.includes(life.step) ?? true
  return isItsStep && TRANSITIONS[from][type] !== undefined
}

/** Returns the change and effects of an event; undefined where the state does not allow it. */
export function transition(life: Life, event: LifeEvent, now: Date): Transition | undefined {
  if (!allows(life, event.type)) return undefined
  const from = stateOf(life)
  const patch = patchOf(event.type, life, event, now)
  const next = { ...life, ...patch }
  const to = stateOf(next)
  if (!TRANSITIONS[from][event.type]?.includes(to))
    throw new Error(`${event.type} leads from ${from} to ${to}`)
  return { patch, effects: effectsOf(event, { from, to, next }) }
}

function effectsOf(
  event: LifeEvent,
  { from, to, next }: { from: State; to: State; next: Life },
): Effect[] {
  const effects: Effect[] = []
  if (countsAs(from) !== countsAs(to)) effects.push({ type: 'settle_post' })
  if (event.type === 'retried' || event.type === 'handed_on')
    effects.push({ type: 'enqueue', dueAt: next.due_at, isRetry: true })
  if (
    event.type === 'tried_again' ||
    event.type === 'captioned' ||
    event.type === 'reported_missing'
  )
    effects.push({ type: 'enqueue', dueAt: null, isRetry: false })
  if (to === 'unknown') effects.push({ type: 'alert_unknown', reason: next.error_message ?? '' })
  return effects
}

/** The states that the state of a post depends on. */
function countsAs(state: State): string {
  if (['queued', 'waiting', 'preparing', 'sent'].includes(state)) return 'open'
  return state === 'published' ? 'done' : state
}
