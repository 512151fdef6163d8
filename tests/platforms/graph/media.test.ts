import { describe, expect, test } from 'vitest'
import { answering, failureOf, type Answer } from './answering-server.ts'

const MEDIA = {
  id: '17918920912340654',
  caption: 'Hello #gramd',
  media_type: 'VIDEO',
  media_product_type: 'REELS',
  media_url: 'https://cdn.example/1.mp4',
  thumbnail_url: 'https://cdn.example/1.jpg',
  permalink: 'https://www.instagram.com/reel/CxYz-_1/',
  timestamp: '2026-09-26T22:36:43+0000',
  like_count: 7,
  comments_count: 0,
}

const refusal = (code: number, message = 'no', more: object = {}): Answer => ({
  status: 400,
  body: { error: { message, code, ...more } },
})

describe('the profile', () => {
  test.for([
    [
      'flat',
      '{"user_id":17841400000000001234,"id":"99","username":"Qahwa.Co","account_type":"Media_Creator","followers_count":5}',
    ],
    [
      'in data',
      '{"data":[{"user_id":"17841400000000001234","username":"Qahwa.Co","account_type":"MEDIA_CREATOR","followers_count":5}]}',
    ],
  ] as const)('of an Instagram Login is read %s', async ([, body]) => {
    const { client, asked, call } = await answering(() => ({ body }))
    expect(await client.profile(call('instagram'), null)).toEqual({
      platformId: '17841400000000001234',
      username: 'qahwa.co',
      name: null,
      kind: 'creator',
      pictureUrl: null,
      followerCount: 5,
      followingCount: null,
      mediaCount: null,
    })
    expect(asked[0]).toMatchObject({ path: '/ig/v25.0/me', authorization: 'Bearer token-of-owner' })
    expect(asked[0]?.query.has('appsecret_proof')).toBe(false)
  })

  test('of a page is asked for by its id', async () => {
    const body = { id: '17841400000000001', username: 'qahwa.co', name: 'Qahwa' }
    const { client, asked, call } = await answering(() => ({ body }))
    const profile = await client.profile(call('facebook'), '17841400000000001')
    expect(profile).toMatchObject({ platformId: '17841400000000001', kind: 'business' })
    expect(asked[0]?.path).toBe('/fb/v25.0/17841400000000001')
  })

  test('of a personal account is refused with its reason', async () => {
    const body = { user_id: '1', username: 'a', account_type: 'PERSONAL' }
    const { client, call } = await answering(() => ({ body }))
    const error = await failureOf(client.profile(call('instagram'), null))
    expect(error).toMatchObject({ kind: 'config' })
    expect(String(error)).toContain('personal')
  })
})

describe('the list of posts', () => {
  test('is read with both forms of time, the short name from the address, and parts of carousels', async () => {
    const album = {
      ...MEDIA,
      id: '2',
      media_type: 'CAROUSEL_ALBUM',
      media_product_type: 'FEED',
      timestamp: '2026-09-26T22:36:43+00:00',
      like_count: undefined,
      permalink: undefined,
      caption: '',
      children: {
        data: [{ id: '21', media_type: 'IMAGE', media_url: 'https://cdn.example/21' }, {}],
      },
    }
    const next = 'https://graph.facebook.com/v25.0/1/media?access_token=SECRET'
    const { client, call } = await answering(() => ({
      body: { data: [MEDIA, album], paging: { cursors: { after: 'A' }, next } },
    }))
    const page = await client.listMedia(call('facebook'), '1', { after: null, limit: 100 })
    expect(page).toMatchObject({ after: 'A', unreadable: 0 })
    expect(page.media[0]).toMatchObject({ type: 'REEL', shortcode: 'CxYz-_1', commentCount: 0 })
    expect(page.media[1]).toMatchObject({
      type: 'CAROUSEL',
      shortcode: null,
      caption: null,
      likeCount: null,
      publishedAt: new Date('2026-09-26T22:36:43Z'),
      children: [
        { platformId: '21', type: 'IMAGE', mediaUrl: 'https://cdn.example/21', thumbnailUrl: null },
      ],
    })
  })

  test('ends without a next page, although there is a cursor; an empty page may go on', async () => {
    const answers = [
      { data: [], paging: { cursors: { after: 'B' }, next: 'x' } },
      { data: [MEDIA], paging: { cursors: { after: 'C' } } },
    ]
    const { client, asked, call } = await answering((_asked, count) => ({
      body: answers[count - 1],
    }))
    const read = async (after: string | null) =>
      await client.listMedia(call('instagram'), '1', { after, limit: 25 })
    expect(await read(null)).toEqual({ media: [], after: 'B', unreadable: 0 })
    expect((await read('B')).after).toBeNull()
    expect(asked[1]?.query.get('after')).toBe('B')
  })

  test('counts posts that cannot be read, and fails when none can', async () => {
    const broken = { ...MEDIA, timestamp: 'yesterday' }
    const answers = [[MEDIA, broken, null], [broken]]
    const { client, call } = await answering((_asked, count) => ({
      body: { data: answers[count - 1] },
    }))
    const read = async () =>
      await client.listMedia(call('instagram'), '1', { after: null, limit: 25 })
    expect(await read()).toMatchObject({ unreadable: 2 })
    expect(await failureOf(read())).toMatchObject({ code: 'unexpected_answer' })
  })

  test('is asked for in halves when Meta finds it too large', async () => {
    const { client, asked, call } = await answering(({ query }) =>
      Number(query.get('limit')) > 25
        ? { ...refusal(1), status: 500 }
        : { body: { data: [MEDIA] } },
    )
    const page = await client.listMedia(call('facebook'), '1', { after: 'A', limit: 100 })
    expect(page.media).toHaveLength(1)
    expect(asked.map(({ query }) => `${query.get('after')} ${query.get('limit')}`)).toEqual([
      'A 100',
      'A 50',
      'A 25',
    ])
  })
})

test.for([
  ['IMAGE', 'FEED', 'IMAGE'],
  ['VIDEO', 'FEED', 'VIDEO'],
  ['VIDEO', 'REELS', 'REEL'],
  ['IMAGE', 'STORY', 'STORY'],
  ['SOMETHING', undefined, 'UNKNOWN'],
] as const)('a post of type %s and product %s is %s', async ([media_type, product, type]) => {
  const body = { ...MEDIA, media_type, media_product_type: product }
  const { client, call } = await answering(() => ({ body }))
  expect(await client.media(call('facebook'), MEDIA.id)).toMatchObject({ type })
})

test('a post that is gone says so', async () => {
  const { client, call } = await answering(() => refusal(100, 'no', { error_subcode: 33 }))
  expect(await failureOf(client.media(call('facebook'), '1'))).toMatchObject({ kind: 'gone' })
})

describe('a creator by Business Discovery', () => {
  const found = {
    id: '17841400000000777',
    ig_id: 6_012_345_678,
    username: 'Lena.Bakes',
    biography: 'bread',
    followers_count: 1_000,
    website: 'https://lena.example/',
    media: { data: [{ ...MEDIA, view_count: 50, caption: 'Hi @anna #Bread' }, { id: '3' }] },
  }

  test('comes with the ids of the platform and without what Meta does not tell', async () => {
    const { client, asked, call } = await answering(() => ({ body: { business_discovery: found } }))
    const creator = await client.discoverCreator(call('facebook'), '1', {
      username: 'lena.bakes',
      posts: 12,
    })
    expect(creator?.profile).toMatchObject({
      platformId: '6012345678',
      username: 'lena.bakes',
      followerCount: 1_000,
      followingCount: null,
      isVerified: null,
      externalUrl: 'https://lena.example/',
    })
    expect(creator?.postsAreWhole).toBe(false)
    expect(creator?.posts).toEqual([
      expect.objectContaining({
        platformId: '190468583413',
        code: 'CxYz-_1',
        hashtags: ['bread'],
        mentions: ['anna'],
        likeCount: 7,
        viewCount: 50,
        playCount: null,
        mediaType: 'video',
        productType: 'clips',
        thumbnailUrl: 'https://cdn.example/1.jpg',
      }),
    ])
    expect(asked[0]?.query.get('fields')).toMatch(
      /^business_discovery\.username\(lena\.bakes\)\{.*media\.limit\(12\)\{.*\}\}$/,
    )
  })

  test('is null without the id of the platform, and for what is no name', async () => {
    const { client, asked, call } = await answering(() => ({
      body: { business_discovery: { ...found, ig_id: undefined } },
    }))
    const discover = async (username: string) =>
      await client.discoverCreator(call('facebook'), '1', { username, posts: 12 })
    expect(await discover('lena.bakes')).toBeNull()
    expect(await discover('lena){id}')).toBeNull()
    expect(asked).toHaveLength(1)
  })
})
