import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test as plain } from 'vitest'
import type { Db } from '../../../src/db/handles.ts'
import type { LifeEvent } from '../../../src/features/publishing/executions/events.ts'
import {
  isOpen,
  stateOf,
  STATES,
  type Life,
} from '../../../src/features/publishing/executions/life.ts'
import { drawLife } from './draw-life.ts'
import {
  advanceExecutions,
  findExecution,
} from '../../../src/features/publishing/executions/store/executions.ts'
import {
  allows,
  transition,
  TRANSITIONS,
} from '../../../src/features/publishing/executions/transitions.ts'
import { publishFailure } from '../../../src/platforms/publish-failures.ts'
import { test } from '../../fixtures/test.ts'

const START = new Date('2026-11-26T10:00:00Z')
const HISTORIES = 1_000
/** Of the same histories, so many happen in PostgreSQL as well. */
const STORED_HISTORIES = 20

const NEW: Life = {
  status: 'queued',
  step: 'upload',
  caption: 'Caption',
  comment: null,
  language: null,
  due_at: START,
  stagger_ms: 0,
  attempt: 0,
  ids: null,
  progress: null,
  commit_sent_at: null,
  first_sent_at: null,
  reported_missing_at: null,
  commits: 0,
  lookups: 0,
  not_ready_ms: 0,
  comment_sent_at: null,
  retry_count: 0,
  uninvited: [],
  is_reencoded: false,
  media_id: null,
  permalink: null,
  warnings: [],
  waits_for: null,
  waits_message: null,
  error_class: null,
  error_code: null,
  error_message: null,
  begun_at: null,
  posted_at: null,
  ended_at: null,
  removed_at: null,
}

const aDelay = fc.constantFrom(0, 1_000, 60_000)
const aTime = fc.integer({ min: 0, max: 3_600_000 }).map((ms) => new Date(START.getTime() + ms))
const aWarning = fc.subarray(['caption_lost', 'items_lost'])
const aFailure = fc.constantFrom(
  publishFailure('transient', { message: 'no answer' }),
  publishFailure('media_refused', { message: 'bad image input', code: 'bad image input' }),
  publishFailure('upload_lost', { message: 'the files are gone', code: '24' }),
)
const aPlace = { staggerMs: aDelay, delayMs: aDelay }
const aPermalink = fc.constantFrom('https://www.instagram.com/p/ONE/')

const ANY: { [Type in LifeEvent['type']]: fc.Arbitrary<LifeEvent> } = {
  begun: fc.constant({ type: 'begun', ids: { post: '1', items: ['2', '3'] } }),
  delayed: aTime.map((until) => ({ type: 'delayed', until, reason: { code: 'min_interval' } })),
  progressed: fc
    .constantFrom(null, { offset: 7 })
    .map((progress) => ({ type: 'progressed', progress })),
  processing: aDelay.map((delayMs) => ({ type: 'processing', delayMs })),
  uploaded: fc.constant({ type: 'uploaded' }),
  sent: fc.constant({ type: 'sent' }),
  not_ready: aDelay.map((delayMs) => ({ type: 'not_ready', delayMs })),
  refused: fc.boolean().map((counts) => ({ type: 'refused', counts })),
  unanswered: fc.option(aFailure).map((failure) => ({ type: 'unanswered', failure })),
  unseen: fc.constant({ type: 'unseen' }),
  absent: fc.constant({ type: 'absent' }),
  restarted: fc.constant({ type: 'restarted' }),
  published: fc
    .record({ mediaId: fc.option(fc.constant('900')), permalink: fc.option(aPermalink) })
    .map((post) => ({ type: 'published', ...post })),
  read_back: fc
    .record({ warnings: aWarning, permalink: fc.option(aPermalink) })
    .map((found) => ({ type: 'read_back', ...found })),
  comment_sent: fc.constant({ type: 'comment_sent' }),
  finished: aWarning.map((warnings) => ({ type: 'finished', warnings })),
  left_unchecked: fc.constant({ type: 'left_unchecked' }),
  removed: fc.constant({ type: 'removed' }),
  failed: aFailure.map((failure) => ({ type: 'failed', failure })),
  lost: fc.constant({ type: 'lost', message: 'nobody knows' }),
  retried: fc
    .record({ until: aTime, isRestart: fc.boolean(), failure: aFailure })
    .map((retry) => ({ type: 'retried', ...retry })),
  handed_on: aDelay.map((delayMs) => ({ type: 'handed_on', delayMs })),
  cancelled: fc.constant({ type: 'cancelled' }),
  disconnected: fc.constant({ type: 'disconnected', message: 'not connected any more' }),
  found: aPermalink.map((permalink) => ({ type: 'found', mediaId: '900', permalink })),
  reported_missing: fc.constant({ type: 'reported_missing' }),
  tried_again: fc.record(aPlace).map((place) => ({ type: 'tried_again', ...place })),
  captioned: fc.record(aPlace).map((place) => ({
    type: 'captioned',
    caption: { caption: 'Another', comment: 'First', language: 'en' },
    ...place,
  })),
}

const aBeginning = fc.constantFrom<Partial<Life>>(
  { status: 'queued' },
  { status: 'waiting', waits_for: 'review' },
  { status: 'skipped', ended_at: START },
)
/** Which of the events that may happen does, and with what; `isAny`: whether one that may not happen is tried as well. */
const aStep = fc.record({
  nth: fc.noBias(fc.nat(1_000)),
  isAny: fc.nat(9).map((n) => n === 0),
  events: fc.record(ANY),
})
type Choice = typeof aStep extends fc.Arbitrary<infer Each> ? Each : never

const aHistory = fc.array(aStep, { minLength: 1, maxLength: 60, size: 'max' })

function eventFor(life: Life, { nth, isAny, events }: Choice): LifeEvent {
  const all = Object.values(events)
  const allowed = isAny ? all : all.filter(({ type }) => allows(life, type))
  return allowed[nth % allowed.length] ?? { type: 'sent' }
}

const ENDED = ['success', 'failed', 'cancelled', 'skipped']

/** What holds of every execution after an event, in whatever order things happen to it. */
function check(before: Life, event: LifeEvent, after: Life, effects: readonly { type: string }[]) {
  const [from, to] = [stateOf(before), stateOf(after)]
  expect(TRANSITIONS[from][event.type]).toContain(to)
  expect(after.ended_at !== null).toBe(ENDED.includes(after.status))
  if (after.status === 'success') expect(after.posted_at).not.toBeNull()
  // Nothing is sent again before it was looked for, or the platform has said that it made nothing.
  if (event.type === 'sent') expect(before.commit_sent_at).toBeNull()
  // What is published stays so.
  if (from === 'published' || from === 'done') expect(['published', 'done']).toContain(to)
  // A task goes on with every execution that another task had, or none.
  const isHandedOver = after.attempt !== before.attempt
  expect(after.attempt).toBe(before.attempt + (isHandedOver ? 1 : 0))
  expect(effects.some(({ type }) => type === 'enqueue')).toBe(isHandedOver)
  if (isOpen(after) && !isOpen(before)) expect(isHandedOver).toBe(true)
  if (to === 'unknown')
    expect(effects).toContainEqual(expect.objectContaining({ type: 'alert_unknown' }))
}

plain('no history of events leaves an execution where it does not belong', () => {
  const happened = new Set<string>()
  fc.assert(
    fc.property(aBeginning, aHistory, (beginning, history) => {
      let life: Life = { ...NEW, ...beginning }
      for (const [at, choice] of history.entries()) {
        const event = eventFor(life, choice)
        const next = transition(life, event, new Date(START.getTime() + at * 1_000))
        if (!next) continue
        const after = { ...life, ...next.patch }
        check(life, event, after, next.effects)
        happened.add(`${stateOf(life)} ${event.type} ${stateOf(after)}`)
        life = after
      }
    }),
    { numRuns: HISTORIES, seed: 7 },
  )
  const drawn = STATES.flatMap((state) =>
    Object.entries(TRANSITIONS[state]).flatMap(([type, targets]) =>
      targets.map((to) => `${state} ${type} ${to}`),
    ),
  )
  expect(drawn.filter((each) => !happened.has(each))).toEqual([])
})

plain('an event that the table does not name leaves an execution as it is', () => {
  expect(transition(NEW, { type: 'sent' }, START)).toBeUndefined()
  expect(transition({ ...NEW, status: 'unknown' }, { type: 'cancelled' }, START)).toBeUndefined()
  const isSentBefore = { ...NEW, status: 'posting', step: 'commit', commits: 1 } as const
  expect(transition(isSentBefore, { type: 'cancelled' }, START)).toBeUndefined()
})

plain('the README of publishing draws the states as they are', async () => {
  const readme = await readFile(
    new URL('../../../src/features/publishing/README.md', import.meta.url),
    'utf8',
  )
  expect(readme).toContain(drawLife())
})

async function anExecution(db: Db): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with post as (insert into posts (type, caption) values ('photo', 'Caption') returning id)
    insert into executions (post_id, username, route, caption)
    select id, 'publisher', 'private', 'Caption' from post returning id`.execute(db)
  return rows[0]?.id ?? ''
}

test('the table holds what the histories say', async ({ db }) => {
  const histories = fc.sample(aHistory, { numRuns: STORED_HISTORIES, seed: 11 })
  let written = 0
  for (const history of histories) {
    const id = await anExecution(db)
    for (const choice of history) {
      const before = await findExecution(db, id)
      if (!before) throw new Error('an execution is gone')
      const event = eventFor(before, choice)
      const advanced = await db
        .transaction()
        .execute(async (tx) => await advanceExecutions(tx, [id], () => event))
      const stored = await findExecution(db, id)
      expect(stored).toEqual(advanced[0]?.execution ?? before)
      written += advanced.length
    }
  }
  expect(written).toBeGreaterThan(STORED_HISTORIES)
})
