import { describe, expect, test } from 'vitest'
import {
  planPairs,
  type OpenQuestion,
  type PairPlan,
  type PairStep,
  type PlannedPerson,
} from '../../../src/features/pairs/plan.ts'
import { seededRandom } from '../../pool/pool-fixture.ts'

const aPerson = (person: number, more: Partial<PlannedPerson> = {}): PlannedPerson => ({
  person,
  platformId: `${1_000 + person}`,
  username: `person.${person}`,
  account: null,
  trouble: null,
  unreadable: [],
  lengths: { followers: 100_000, following: 2_000 },
  isCounted: false,
  ...more,
})

const steps = <Kind extends PairStep['kind']>(plan: PairPlan, kind: Kind) =>
  plan.steps.filter((step): step is Extract<PairStep, { kind: Kind }> => step.kind === kind)

const profiles = (plan: PairPlan) => steps(plan, 'profile').map(({ person }) => person)
const lists = (plan: PairPlan) => steps(plan, 'list').map(({ list }) => list)
const searched = (plan: PairPlan) => steps(plan, 'search').map(({ place }) => place.list.kind)

const among = (people: readonly PlannedPerson[]) =>
  new Map(people.map((each) => [each.person, each]))

const asks = (follower: number, followed: number, more: Partial<OpenQuestion> = {}) => ({
  follower,
  followed,
  tried: [],
  reason: null,
  ...more,
})

const crowd = (from: number, to: number, more?: Partial<PlannedPerson>) =>
  Array.from({ length: to - from }, (_, index) => aPerson(from + index, more))

describe('a plan for pairs', () => {
  test('asks accounts of the pool about two hundred others at a time', () => {
    const people = among([aPerson(0, { account: 'ours' }), ...crowd(1, 451)])
    const questions = Array.from({ length: 450 }, (_, index) => [
      asks(0, index + 1),
      asks(index + 1, 0),
    ]).flat()
    const plan = planPairs(people, questions)
    expect(steps(plan, 'friendships').map(({ others }) => others.length)).toEqual([200])
    expect(plan.requests).toBe(3)
    expect(plan.steps).toHaveLength(1)
  })

  test('puts what an account does not tell to a list', () => {
    const people = among([aPerson(0, { account: 'ours' }), aPerson(1)])
    const plan = planPairs(people, [asks(1, 0, { tried: ['friendship'] })])
    expect(plan.steps).toMatchObject([
      {
        kind: 'search',
        question: { follower: 1, followed: 0 },
        place: { list: { kind: 'following' } },
      },
    ])
  })

  test('searches where lists are longer than the questions about them', () => {
    const people = among([aPerson(0), aPerson(1)])
    const plan = planPairs(people, [asks(0, 1), asks(1, 0)])
    expect(searched(plan)).toEqual(['following', 'following'])
    expect(plan.requests).toBe(4)
    expect(plan.steps).toHaveLength(2)
  })

  test('reads a list as a whole when its pages are fewer than the searches in it', () => {
    const star = aPerson(0, { isCounted: true, lengths: { followers: 900, following: 9_000 } })
    const people = among([star, ...crowd(1, 101)])
    const questions = Array.from({ length: 100 }, (_, index) => asks(index + 1, 0))
    expect(planPairs(people, questions)).toEqual({
      steps: [{ kind: 'list', list: { person: 0, kind: 'followers' } }],
      unanswerable: [],
      requests: 9,
    })
  })

  test('counts a list anew before it is read as a whole, and one that may be short', () => {
    const lengths = { followers: 900, following: null }
    const people = among([aPerson(0, { lengths }), ...crowd(1, 11)])
    const all = Array.from({ length: 10 }, (_, index) => index + 1)
    const asFollowed = planPairs(
      people,
      all.map((person) => asks(person, 0)),
    )
    expect(asFollowed).toMatchObject({ steps: [{ kind: 'profile', person: 0 }], requests: 10 })
    const asFollower = planPairs(
      people,
      all.map((person) => asks(0, person)),
    )
    expect(profiles(asFollower)).toEqual([0])
    expect(lists(asFollower)).toEqual([])
    expect(searched(asFollower)).toHaveLength(10)
  })

  test('uses the side whose id is known, and looks up as few as it can', () => {
    const nameless = (person: number) =>
      aPerson(person, { platformId: null, lengths: { followers: null, following: null } })
    const one = planPairs(among([aPerson(0), nameless(1)]), [asks(0, 1), asks(1, 0)])
    expect(profiles(one)).toEqual([])
    expect(searched(one)).toEqual(['following', 'followers'])
    const people = among(Array.from({ length: 4 }, (_, person) => nameless(person)))
    const star = planPairs(people, [asks(1, 0), asks(2, 0), asks(3, 0)])
    expect(profiles(star)).toEqual([0])
  })

  test('does not search for a name that may have changed', () => {
    const renamed = aPerson(1, { username: null })
    const plan = planPairs(among([aPerson(0), renamed]), [asks(0, 1)])
    expect(searched(plan)).toEqual(['followers'])
    const both = among([aPerson(0, { username: null }), renamed])
    expect(profiles(planPairs(both, [asks(0, 1)]))).toHaveLength(1)
  })

  test('says what nobody can find out, and why', () => {
    const people = among([
      aPerson(0, { trouble: 'target_private' }),
      aPerson(1, { trouble: 'target_private' }),
      aPerson(2, { trouble: 'target_gone' }),
      aPerson(3),
    ])
    const plan = planPairs(people, [asks(0, 1), asks(2, 3), asks(0, 3)])
    expect(plan.unanswerable).toEqual([
      { follower: 0, followed: 1, reason: 'target_private' },
      { follower: 2, followed: 3, reason: 'target_gone' },
    ])
    expect(plan.steps).toMatchObject([{ kind: 'search', place: { list: { kind: 'followers' } } }])
  })

  test('reads a short list instead of a search that tells nothing, and leaves a long one alone', () => {
    const tried = ['followers', 'following'] as const
    const unsearchable = asks(0, 1, { tried, reason: 'search_not_whole' })
    const lengths = { followers: 900, following: 90_000 }
    const short = among([aPerson(0), aPerson(1, { lengths, isCounted: true })])
    expect(planPairs(short, [unsearchable])).toMatchObject({
      steps: [{ kind: 'list', list: { person: 1, kind: 'followers' } }],
      unanswerable: [],
    })
    const closed = among([
      aPerson(0),
      aPerson(1, { lengths, isCounted: true, unreadable: ['followers'] }),
    ])
    const { unanswerable } = planPairs(closed, [unsearchable])
    expect(unanswerable).toMatchObject([{ reason: 'search_not_whole' }])
  })

  test('is made for a thousand pairs among each other, and takes less than their searches would', () => {
    const random = seededRandom(3)
    const people = among(crowd(0, 400, { lengths: { followers: 700, following: 300 } }))
    const pick = () => Math.floor(random() * 400)
    const questions = Array.from({ length: 1_000 }, () => [pick(), pick()] as const).flatMap(
      ([one, other]) => [asks(one, other), asks(other, one)],
    )
    const plan = planPairs(people, questions)
    expect(plan.requests).toBeLessThan(2_000 * 2)
  })
})
