import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { startJsonOrigin } from './origin.ts'
import { anAdapter, aHeldAccount, failureOf, logIn, startSim } from './held-account.ts'

let sim: InstagramSim
let session: string
beforeAll(async () => {
  sim = await startSim('members-requests', 1)
  session = await logIn(sim, 0)
})
afterAll(() => sim.close())

/** A session whose every request gets this answer, and the requests that came. */
async function answering(body: unknown) {
  const origin = await startJsonOrigin(body)
  const held = aHeldAccount(sim, 0, { session, proxyUrl: origin.url })
  return { origin, held, instagram: anAdapter(origin).open(held) }
}

const cursor = { maxId: 'QVFE', rankToken: '7_abc' }
const ada = { pk: 7, username: 'Ada', full_name: 'Ada L.', is_private: true, is_verified: false }

describe('a page of a list', () => {
  test('is asked for as the app does, and keeps id, name and flags only', async () => {
    const { origin, held, instagram } = await answering({
      users: [ada, { pk_id: '9007199254740993', username: 'bob' }],
      page_size: 200,
      next_max_id: 'QVFF',
      has_more: true,
      should_limit_list_of_followers: false,
      status: 'ok',
    })
    const page = await instagram.fetchMembers('42', 'followers', cursor)
    expect(page).toEqual({
      members: [
        { platformId: '7', username: 'ada', isPrivate: true, isVerified: false },
        { platformId: '9007199254740993', username: 'bob', isPrivate: null, isVerified: null },
      ],
      next: { maxId: 'QVFF', rankToken: '7_abc' },
      isLimited: false,
      pageSize: 200,
    })
    const [request = ''] = origin.requests
    expect(request).toMatch(/^GET \/api\/v1\/friendships\/42\/followers\/\?/)
    for (const part of ['order=default', 'query=&', 'count=200', 'rank_token=7_abc', 'max_id=QVFE'])
      expect(request).toContain(part)
    expect(held.ended).toEqual([['friendships/followers', 'ok']])
    await origin.close()
  })

  test('is asked for by the newest first where that is wanted', async () => {
    const { origin, instagram } = await answering({ users: [ada], status: 'ok' })
    await instagram.fetchMembers('42', 'followers', null, 'newest')
    expect(origin.requests[0]).toContain('order=date_followed_latest')
    await origin.close()
  })

  test('without a cursor begins with a rank token of its account, which the next page takes over', async () => {
    const { origin, instagram } = await answering({ users: [ada], next_max_id: 25, status: 'ok' })
    const page = await instagram.fetchMembers('42', 'following', null)
    const [request = ''] = origin.requests
    expect(request).toMatch(/^GET \/api\/v1\/friendships\/42\/following\/\?/)
    expect(request).not.toContain('max_id')
    expect(page.next).toMatchObject({
      maxId: '25',
      rankToken: expect.stringMatching(/^\d+_\S+$/) as string,
    })
    expect(request).toContain(`rank_token=${page.next?.rankToken}`)
    await origin.close()
  })

  test.for([{}, { next_max_id: null }, { next_max_id: '' }])(
    'is the last one with %j',
    async (end) => {
      const { origin, instagram } = await answering({
        users: [],
        ...end,
        has_more: true,
        status: 'ok',
      })
      expect(await instagram.fetchMembers('42', 'followers', cursor)).toEqual({
        members: [],
        next: null,
        isLimited: false,
        pageSize: null,
      })
      await origin.close()
    },
  )

  test('tells when the platform shows only a part of the list', async () => {
    const { origin, instagram } = await answering({
      users: [ada],
      should_limit_list_of_followers: true,
      status: 'ok',
    })
    expect(await instagram.fetchMembers('42', 'followers', null)).toMatchObject({ isLimited: true })
    await origin.close()
  })

  test.for([
    { message: 'unable to fetch followers', code: 'target_not_found' },
    { message: 'Unable to fetch following', code: 'target_not_found' },
    { message: 'Not authorized to view user', code: 'target_private' },
    { message: 'Invalid max_id', code: 'unexpected_answer' },
  ])('is refused with "$message" as $code', async ({ message, code }) => {
    const { origin, held, instagram } = await answering({ message, status: 'fail' })
    const refused = await failureOf(instagram.fetchMembers('42', 'followers', cursor))
    expect(refused).toMatchObject({ code })
    expect(held.ended).toEqual([['friendships/followers', code]])
    await origin.close()
  })

  test('without a list of users is an answer that cannot be read', async () => {
    const { origin, instagram } = await answering({ status: 'ok' })
    expect(await failureOf(instagram.fetchMembers('42', 'followers', null))).toMatchObject({
      code: 'unexpected_answer',
    })
    await origin.close()
  })
})

test('a list is searched by its own search', async () => {
  const { origin, instagram } = await answering({ users: [ada], status: 'ok' })
  const page = await instagram.searchMembers('42', 'following', 'ada')
  expect(page.members).toHaveLength(1)
  expect(origin.requests[0]).toMatch(/^GET \/api\/v1\/friendships\/42\/following\/\?.*query=ada/)
  await origin.close()
})

test('a search is partial when a member of its answer is unreadable', async () => {
  const { origin, instagram } = await answering({ users: [ada, { pk: 8 }], status: 'ok' })
  expect(await instagram.searchMembers('42', 'following', 'ada')).toMatchObject({ isLimited: true })
  expect(await instagram.fetchMembers('42', 'following', null)).toMatchObject({ isLimited: false })
  await origin.close()
})

test('many friendships are asked for in one form, and what is not told stays unknown', async () => {
  const { origin, held, instagram } = await answering({
    friendship_statuses: {
      '7': { following: true, incoming_request: false, is_private: false },
      '9007199254740993': { following: false, followed_by: true },
    },
    status: 'ok',
  })
  expect(await instagram.fetchFriendships(['7', '9007199254740993', '9'])).toEqual([
    { platformId: '7', following: true, followedBy: null },
    { platformId: '9007199254740993', following: false, followedBy: true },
  ])
  const [request = ''] = origin.requests
  expect(request).toMatch(/^POST \/api\/v1\/friendships\/show_many\/ /)
  expect(request).toContain('user_ids=7%2C9007199254740993%2C9')
  expect(held.ended).toEqual([['friendships/show_many', 'ok']])
  await origin.close()
})

test.for(['', 'ada', '1/../2'])('"%s" is refused as an id', async (id) => {
  const held = aHeldAccount(sim, 0, { session })
  const instagram = anAdapter(sim).open(held)
  for (const asked of [
    instagram.fetchMembers(id, 'followers', null),
    instagram.searchMembers(id, 'followers', 'ada'),
    instagram.fetchFriendships(['7', id]),
  ])
    expect(await failureOf(asked)).toMatchObject({ code: 'invalid_input' })
  expect(held.ended).toEqual([])
})
