import { describe, expect, test } from 'vitest'
import {
  planPairs,
  type OpenQuestion,
  type PairPlan,
  type Person,
} from '../../../src/features/pairs/plan.ts'
import { seededRandom } from '../../pool/pool-fixture.ts'

const aPerson = (person: number, more: Partial<Person> = {}): Person => ({
  person,
  platformId: `${1_000 + person}`,
  username: `person.${person}`,
  account: null,
  trouble: null,
  isLookedUp: false,
  lengths: { followers: 100_000, following: 2_000 },
  lists: [],
  isBeingRead: false,
  ...more,
})

const profiles = (plan: PairPlan) => [...plan.profiles].map(({ person }) => person)
const searched = (plan: PairPlan) => plan.searches.map(({ kind }) => kind)
const wholeLists = (plan: PairPlan) =>
  [...plan.lists].map(([{ person }, kinds]) => ({ person, kinds }))

const among = (people: readonly Person[]) => new Map(people.map((each) => [each.person, each]))

const asks = (follower: number, followed: number, more: Partial<OpenQuestion> = {}) => ({
  follower,
  followed,
  tried: [],
  reason: null,
  ...more,
})

const crowd = (from: number, to: number, more?: Partial<Person>) =>
  Array.from({ length: to - from }, (_, index) => aPerson(from + index, more))

const unknownLengths = { followers: null, following: null }

describe('a plan for pairs', () => {
  test('asks accounts of the pool about two hundred others at a time', () => {
    const people = among([aPerson(0, { account: 'ours' }), ...crowd(1, 451)])
    const questions = Array.from({ length: 450 }, (_, index) => [
      asks(0, index + 1),
      asks(index + 1, 0),
    ]).flat()
    const plan = planPairs(people, questions)
    expect([...plan.friendships.values()].map(({ size }) => size)).toEqual([450])
    expect(plan).toMatchObject({ requests: 3, searches: [] })
    expect(profiles(plan)).toEqual([])
  })

  test('puts what an account does not tell to a list', () => {
    const people = among([aPerson(0, { account: 'ours' }), aPerson(1)])
    const plan = planPairs(people, [asks(1, 0, { tried: ['friendship'] })])
    expect(plan.friendships.size).toBe(0)
    expect(plan.searches).toMatchObject([{ owner: { person: 1 }, kind: 'following' }])
  })

  test('searches where lists are longer than the questions about them', () => {
    const plan = planPairs(among([aPerson(0), aPerson(1)]), [asks(0, 1), asks(1, 0)])
    expect(searched(plan)).toEqual(['following', 'following'])
    expect(plan.requests).toBe(4)
    expect(plan.lists.size).toBe(0)
  })

  test('reads a list as a whole when its pages are fewer than the searches in it, once', () => {
    const star = aPerson(0, { lengths: { followers: 900, following: 9_000 } })
    const people = among([star, ...crowd(1, 101)])
    const questions = Array.from({ length: 100 }, (_, index) => asks(index + 1, 0))
    const plan = planPairs(people, questions)
    expect(wholeLists(plan)).toEqual([{ person: 0, kinds: ['followers'] }])
    // The relation check looks at the profile.
    expect(plan).toMatchObject({ requests: 10, searches: [], isWaiting: false })
    const lists = ['followers'] as const
    const reading = planPairs(people.set(0, { ...star, lists, isBeingRead: true }), questions)
    expect(reading).toMatchObject({ requests: 0, searches: [], isWaiting: true })
    const ended = planPairs(people.set(0, { ...star, lists }), questions)
    expect(ended).toMatchObject({ requests: 200, isWaiting: false })
    expect(ended.lists.size).toBe(0)
  })

  test('looks up how long a list is where that may save requests', () => {
    const people = among([aPerson(0, { lengths: unknownLengths }), ...crowd(1, 11)])
    const questions = Array.from({ length: 10 }, (_, index) => asks(0, index + 1))
    expect(profiles(planPairs(people, questions))).toEqual([0])
    expect(profiles(planPairs(people, questions.slice(0, 3)))).toEqual([])
    // A profile that hides its counts is not looked up again.
    people.set(0, aPerson(0, { lengths: unknownLengths, isLookedUp: true }))
    expect(profiles(planPairs(people, questions))).toEqual([])
    expect(searched(planPairs(people, questions))).toHaveLength(10)
  })

  test('uses the side whose id is known, and looks up as few as it can', () => {
    const nameless = (person: number) =>
      aPerson(person, { platformId: null, lengths: unknownLengths })
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
    const tried = ['followers', 'following'] as const
    const plan = planPairs(people, [
      asks(0, 1),
      asks(2, 3),
      asks(0, 3),
      asks(3, 0, { tried, reason: 'search_not_whole' }),
    ])
    expect(plan.unanswerable).toMatchObject([
      { follower: 0, followed: 1, reason: 'target_private' },
      { follower: 2, followed: 3, reason: 'target_gone' },
      { follower: 3, followed: 0, reason: 'search_not_whole' },
    ])
    expect(searched(plan)).toEqual(['followers'])
  })

  test('is made for a thousand pairs among each other, and takes less than their searches would', () => {
    const random = seededRandom(3)
    const people = among(crowd(0, 400, { lengths: { followers: 700, following: 300 } }))
    const pick = () => Math.floor(random() * 400)
    const questions = Array.from({ length: 1_000 }, () => [pick(), pick()] as const).flatMap(
      ([one, other]) => [asks(one, other), asks(other, one)],
    )
    expect(planPairs(people, questions).requests).toBeLessThan(2_000 * 2)
  })
})
