import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { startJsonOrigin } from './origin.ts'
import { anAdapter, aHeldAccount, failureOf, logIn, startSim } from './held-account.ts'

let sim: InstagramSim
let session: string
beforeAll(async () => {
  sim = await startSim('discovery-requests', 1)
  session = await logIn(sim, 0)
})
afterAll(() => sim.close())

/** A session whose every request gets this answer, and the requests that came. */
async function answering(body: unknown) {
  const origin = await startJsonOrigin(body)
  const held = aHeldAccount(sim, 0, { session, proxyUrl: origin.url })
  return { origin, held, instagram: anAdapter(origin).open(held) }
}

const user = (pk: number) => ({ pk, username: `U${pk}`, full_name: 'Ada', is_private: false })
const tile = { media: { pk: 31, user: user(7), caption: { text: '#мама' } } }

test.for([
  ['top', 'tab=ranked'],
  ['recent', 'tab=recent'],
] as const)('a place is asked for by its sections, its %s posts as %s', async ([tab, field]) => {
  const sections = [{ layout_type: 'media_grid', layout_content: { medias: [tile] } }]
  const { origin, held, instagram } = await answering({ sections, status: 'ok' })

  const page = await instagram.fetchPostFeed(
    { kind: 'location', locationId: '213385402', tab },
    { maxId: 'abc', page: 2, mediaIds: ['9'] },
  )

  const author = { platformId: '7', username: 'u7', fullName: 'Ada', isPrivate: false }
  expect(page).toEqual({
    posts: [{ platformId: '31', author: { ...author, isVerified: null }, captionText: '#мама' }],
    next: null,
  })
  const [request = ''] = origin.requests
  expect(request).toMatch(/^POST \/api\/v1\/locations\/213385402\/sections\/ /)
  for (const part of [field, 'max_id=abc', 'page=2', 'next_media_ids=%5B%229%22%5D']) {
    expect(request).toContain(part)
  }
  expect(held.ended).toEqual([['locations/sections', 'ok']])
  await origin.close()
})

test('similar accounts are asked for in one request', async () => {
  const { origin, held, instagram } = await answering({
    users: [{ ...user(1), is_verified: true, chaining_info: { sources: '[1]' } }, user(2)],
    status: 'ok',
  })

  const author = (pk: number) => ({
    platformId: String(pk),
    username: `u${pk}`,
    fullName: 'Ada',
    isPrivate: false,
  })
  expect(await instagram.fetchSimilar('42')).toEqual([
    { ...author(1), isVerified: true },
    { ...author(2), isVerified: null },
  ])
  expect(origin.requests[0]).toMatch(/^GET \/api\/v1\/discover\/chaining\/\?target_id=42 /)
  expect(held.ended).toEqual([['discover/chaining', 'ok']])
  await origin.close()
})

test('accounts that are not offered are no fault of the account', async () => {
  const { origin, held, instagram } = await answering({
    message: 'Not eligible for chaining.',
    status: 'fail',
  })
  expect(await failureOf(instagram.fetchSimilar('42'))).toMatchObject({
    code: 'not_offered',
    owner: 'target',
    disposition: { action: 'final' },
  })
  expect(held.ended).toEqual([['discover/chaining', 'not_offered']])
  await origin.close()
})

test.for(['', 'almaty', '1/../2', '9'.repeat(21)])(
  '"%s" is refused as a place or account',
  async (id) => {
    const held = aHeldAccount(sim, 0, { session })
    const instagram = anAdapter(sim).open(held)
    const place = instagram.fetchPostFeed({ kind: 'location', locationId: id, tab: 'top' }, null)
    expect(await failureOf(place)).toMatchObject({ code: 'invalid_input' })
    expect(await failureOf(instagram.fetchSimilar(id))).toMatchObject({ code: 'invalid_input' })
    expect(held.ended).toEqual([])
  },
)
