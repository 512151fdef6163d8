import fc from 'fast-check'
import type { ClaimChoice } from './operations/claim.ts'
import type { EnqueueChoice } from './operations/enqueue.ts'
import { GATHERED, HANDLED, type Ending } from './task-types.ts'

// What a history may do, before it is known in what state it will be done.

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

const owners = ['ann', 'bob', 'cem'] as const
export const batches = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`)

export const nth = fc.nat({ max: 1_000 })
export const anOwner = fc.constantFrom(...owners)
export const aBatch = fc.constantFrom(...batches)

const aKey = fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { freq: 2 })
const aDelay = fc.constantFrom(-MINUTE_MS, 0, SECOND_MS, 10 * MINUTE_MS, 60 * MINUTE_MS)

const anEnqueueOf = (keys: fc.Arbitrary<(string | null)[]>): fc.Arbitrary<EnqueueChoice> =>
  fc.record({
    type: fc.constantFrom(...HANDLED, GATHERED),
    keys,
    priority: fc.option(fc.integer({ min: 1, max: 10 }), { freq: 2 }),
    dueInMs: fc.option(aDelay, { freq: 2 }),
    transaction: fc.constantFrom('none', 'none', 'commit', 'rollback'),
  })

export const aSingle = anEnqueueOf(fc.tuple(aKey).map(([key]) => [key]))
export const aBulk = anEnqueueOf(fc.array(aKey, { minLength: 2, maxLength: 12 }))
export const aFlood = anEnqueueOf(fc.array(fc.constant(null), { minLength: 20, maxLength: 40 }))

const room = fc.integer({ min: 0, max: 8 })

export const aClaim: fc.Arbitrary<ClaimChoice> = fc.record({
  owner: anOwner,
  limit: fc.integer({ min: 1, max: 8 }),
  rooms: fc
    .record({ plain: room, scrape: room, discover: room, keyed: room }, { requiredKeys: [] })
    .map((rooms) => ({ ...rooms })),
  free: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 2 }),
  overdueMs: fc.option(fc.constantFrom(0, SECOND_MS, 10 * MINUTE_MS), { freq: 2 }),
})

export const aHandled = fc.constantFrom(...HANDLED)

/** Of whatever is first, as a worker with room for everything claims. */
export const claimAny = (owner: string, limit: number): ClaimChoice => ({
  owner,
  limit,
  rooms: Object.fromEntries(HANDLED.map((name) => [name, limit])),
  free: null,
  overdueMs: null,
})

type EndingChoice = (now: number) => Ending

export const anEnding: fc.Arbitrary<EndingChoice> = fc.oneof(
  fc.constant<EndingChoice>(() => ({ kind: 'done', writes: true })),
  fc.constant<EndingChoice>(() => ({ kind: 'done', writes: false })),
  fc
    .constantFrom('failed_commit', 'transient', 'transient', 'defect', 'final', 'interrupted')
    .map((kind): EndingChoice => () => ({ kind })),
  aDelay
    .filter((ms) => ms > 0)
    .map((delayMs): EndingChoice => () => ({ kind: 'upstream_down', delayMs })),
  aDelay.map((ms): EndingChoice => (now) => ({ kind: 'snooze', until: now + ms })),
)

export const aLeap = fc.constantFrom(SECOND_MS, MINUTE_MS, 6 * MINUTE_MS, 60 * MINUTE_MS)
