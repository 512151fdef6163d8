import { describe, expect, test } from 'vitest'
import { UnexpectedAnswerError } from '../../../src/platforms/errors.ts'
import type { MembersPage } from '../../../src/platforms/member-reader.ts'
import { readFriendships, searchMember } from '../../../src/platforms/reading/pairs.ts'
import type { PlatformSession } from '../../../src/platforms/adapter.ts'
import { createSteps } from '../../../src/platforms/reading/steps.ts'
import { people, sessionOf, worldOf } from '../members-world.ts'

/** Steps whose requests all go to one session with these answers. */
const stepsOn = (answers: Partial<PlatformSession>) => {
  const session = { ...sessionOf(worldOf([]), 'anna'), ...answers }
  return createSteps({ requests: 0 }, async (step) => await step(session), {
    signal: new AbortController().signal,
  })
}

const page = (more: Partial<MembersPage> = {}): MembersPage => ({
  members: people(3),
  next: null,
  isLimited: false,
  pageSize: 200,
  ...more,
})
const where = { target: { platformId: '42' }, list: 'followers' } as const
const somebody = { platformId: '1000001', username: 'Person1' }
const stranger = { platformId: '5', username: 'person5' }

describe('one person in a list', () => {
  test('is found by id, also under another name', async () => {
    const asked: string[] = []
    const steps = stepsOn({
      searchMembers: async (_id, _list, query) => {
        asked.push(query)
        return page()
      },
    })
    const found = await searchMember(where, { ...somebody, username: 'Before' }, steps)
    expect(found).toMatchObject({ answer: 'yes', member: { username: 'person1' }, requests: 1 })
    expect(asked).toEqual(['before'])
  })

  test('is another person when the name has a new owner', async () => {
    const steps = stepsOn({ searchMembers: async () => page() })
    expect(
      await searchMember(where, { platformId: '5', username: 'person1' }, steps),
    ).toMatchObject({
      answer: 'no',
      member: null,
    })
  })

  test('is found by name where the id is not known', async () => {
    const steps = stepsOn({ searchMembers: async () => page() })
    const nameless = { platformId: null, username: 'PERSON2' }
    expect(await searchMember(where, nameless, steps)).toMatchObject({ answer: 'yes' })
  })

  test('is not there when the answer has others, or is empty twice where the list has members', async () => {
    const others = stepsOn({ searchMembers: async () => page() })
    expect(await searchMember(where, stranger, others)).toMatchObject({ answer: 'no', requests: 1 })
    const nobody = async () => page({ members: [] })
    const shown = async () => page({ next: { maxId: '25', rankToken: 'x' } })
    const steps = stepsOn({ searchMembers: nobody, fetchMembers: shown })
    expect(await searchMember(where, stranger, steps)).toMatchObject({ answer: 'no', requests: 3 })
  })

  test('is unknown to an account that sees none or only a part of the list', async () => {
    const nobody = async () => page({ members: [] })
    for (const fetchMembers of [nobody, async () => page({ isLimited: true })]) {
      const steps = stepsOn({ searchMembers: nobody, fetchMembers })
      expect(await searchMember(where, stranger, steps)).toMatchObject({ answer: 'unknown' })
    }
  })

  test('may be on the page of the list that its search has passed over', async () => {
    const nobody = async () => page({ members: [] })
    const steps = stepsOn({ searchMembers: nobody, fetchMembers: async () => page() })
    expect(await searchMember(where, somebody, steps)).toMatchObject({ answer: 'yes', requests: 3 })
  })

  test('may be there when one answer is empty and the next one is not', async () => {
    const answers = [page({ members: [] }), page()]
    const steps = stepsOn({ searchMembers: async () => answers.shift() ?? page({ members: [] }) })
    expect(await searchMember(where, somebody, steps)).toMatchObject({ answer: 'yes', requests: 2 })
  })

  test.for([{ isLimited: true }, { next: { maxId: '25', rankToken: 'x' } }])(
    'is unknown where the answer is a part: %j',
    async (part) => {
      const steps = stepsOn({ searchMembers: async () => page(part) })
      expect(await searchMember(where, stranger, steps)).toMatchObject({ answer: 'unknown' })
    },
  )
})

test('friendships that are too many for one request are asked for in halves', async () => {
  const asked: number[] = []
  const steps = stepsOn({
    fetchFriendships: async (ids) => {
      asked.push(ids.length)
      if (ids.length > 60) throw new UnexpectedAnswerError('too many')
      return ids.map((platformId) => ({ platformId, following: true, followedBy: true }))
    },
  })
  const ids = Array.from({ length: 120 }, (_, n) => String(n))
  const friendships = await readFriendships(ids, steps)
  expect(asked).toEqual([120, 60, 60])
  expect(friendships.map(({ platformId }) => platformId)).toEqual(ids)
})
