import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnexpectedAnswerError } from '../../../src/platforms/errors.ts'
import { NotFoundError } from '../../../src/platforms/target-errors.ts'
import { decodeBody } from '../../../src/platforms/instagram/transport/answer.ts'
import {
  readHighlights,
  readStories,
} from '../../../src/platforms/instagram/answers/highlights-answer.ts'
import { readPosts } from '../../../src/platforms/instagram/answers/posts-answer.ts'
import { readProfile } from '../../../src/platforms/instagram/answers/profile-answer.ts'
import {
  readPostFeed,
  readSimilar,
} from '../../../src/platforms/instagram/answers/post-feed-answer.ts'

const ignore = (): undefined => undefined
const id = (number: number): object => ({ pk: number, id: `${number}_42`, code: null })
const user = { ...id(42), username: 'ada', full_name: 'Ada', is_private: false, is_verified: true }
const tagged = { in: [{ user, position: [0.5, 0.5] }] }
const picture = { candidates: [{ width: 1, height: 2, url: 'https://cdn/a.jpg' }] }
const media = {
  ...id(31),
  taken_at: 1_700_000_000,
  media_type: 8,
  product_type: 'clips',
  caption: { text: '#мама с @ada' },
  user,
  like_count: 5,
  comment_count: '6',
  play_count: 7,
  ig_play_count: 7,
  view_count: 8,
  like_and_view_counts_disabled: false,
  usertags: tagged,
  coauthor_producers: [user],
  sponsor_tags: [{ sponsor: user }],
  is_paid_partnership: true,
  carousel_media_count: 1,
  carousel_media: [{ usertags: tagged, image_versions2: picture }],
  image_versions2: picture,
  location: { pk: 5, name: 'Алматы', lat: 43.2, lng: 76.9 },
  timeline_pinned_user_ids: [42],
  clips_metadata: {
    music_info: { music_asset_info: { audio_cluster_id: '1', title: 'a', display_artist: 'b' } },
    original_sound_info: { audio_asset_id: 1, original_audio_title: 'c', ig_artist: user },
  },
}
const highlight = {
  id: 'highlight:17',
  title: 'Trips',
  media_count: 3,
  updated_timestamp: 1_700_000_000,
  cover_media: { cropped_image_version: { width: 1, height: 1, url: 'https://cdn/c.jpg' } },
}
const story = {
  reel_mentions: [{ user }],
  story_bloks_stickers: [{ bloks_sticker: { sticker_data: { ig_mention: user } } }],
  story_locations: [{ location: { name: 'NYC' } }],
  story_link_stickers: [{ story_link: { url: 'https://l.instagram.com/?u=https%3A%2F%2Fa.kz' } }],
  story_cta: [{ links: [{ webUri: 'https://b.kz' }] }],
}
const reel = { ...highlight, items: [story] }
const byId = (a: { highlightId: string }, b: { highlightId: string }) =>
  a.highlightId.localeCompare(b.highlightId)

type Reader = { what: string; body: object; read: (body: unknown) => unknown }
const READERS: Reader[] = [
  {
    what: 'a profile',
    body: {
      user: {
        ...user,
        biography: 'bio',
        follower_count: 1,
        following_count: '2',
        media_count: 3,
        gating: null,
        external_url: 'https://a.kz',
        bio_links: [{ url: 'https://a.kz', lynx_url: 'https://l.instagram.com/?u=x', title: 't' }],
        profile_pic_id: '1_42',
        latest_reel_media: 1_700_000_000,
        hd_profile_pic_versions: [{ width: 1, height: 1, url: 'https://cdn/p.jpg' }],
        has_highlight_reels: true,
      },
    },
    read: readProfile,
  },
  {
    what: 'a feed',
    body: { items: [media, { media }], more_available: true, next_max_id: '31_42' },
    read: (body) => readPosts(body, '42', ignore),
  },
  {
    what: 'a page of a hashtag',
    body: {
      sections: [
        { layout_content: { medias: [{ media }] } },
        {
          layout_content: {
            one_by_two_item: { clips: { items: [{ media }] } },
            fill_items: [{ media }],
          },
        },
      ],
      more_available: true,
      next_max_id: 'abc',
      next_page: 1,
      next_media_ids: [1, '2'],
    },
    read: (body) => readPostFeed(body, 0, ignore),
  },
  {
    what: 'similar accounts',
    body: { users: [user, user] },
    read: (body) => readSimilar(body, ignore),
  },
  {
    what: 'a tray',
    body: { tray: [highlight, highlight], cursor: null },
    read: (body) => readHighlights(body, ignore),
  },
  {
    what: 'stories',
    body: { reels: { 'highlight:17': reel }, reels_media: [reel] },
    read: (body) => readStories(body, ignore).toSorted(byId),
  },
]

/** Values that answers hold now and then in the place of others. */
const oddity = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    [],
    {},
    true,
    2 ** 31,
    1e300,
    '\0',
    '\uD83D',
    '00',
    '1e30',
  ),
  fc.constantFrom<unknown>(['__proto__'], { in: {} }, { toString: null }, '9'.repeat(40), 'Ａda'),
  fc.jsonValue(),
)

/** The same value with the part at one place exchanged or left out, by `seeds` that lead to it. */
function spoil(value: unknown, seeds: readonly number[], by: unknown): unknown {
  const [seed = 0, ...rest] = seeds
  if (Array.isArray(value)) {
    const at = seed % Math.max(1, value.length)
    if (rest.length === 0 || value.length === 0) return by
    return value.map((item: unknown, index) => (index === at ? spoil(item, rest, by) : item))
  }
  if (typeof value !== 'object' || value === null || rest.length === 0) return by
  const entries = Object.entries(value)
  const at = seed % Math.max(1, entries.length)
  return Object.fromEntries(
    entries.flatMap(([name, item], index): [string, unknown][] => {
      if (index !== at) return [[name, item]]
      return seed % 7 === 0 ? [] : [[name, spoil(item, rest, by)]]
    }),
  )
}

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => [
    name,
    reversed(item),
  ])
  return Object.fromEntries(entries.toReversed())
}

const spoilings = fc.array(
  fc.tuple(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 9 }), oddity),
  { minLength: 1, maxLength: 4 },
)

/** What a reader makes of a body; the name of the error for one that it refuses in our own words. */
function outcomeOf(read: Reader['read'], body: unknown): unknown {
  try {
    return read(body)
  } catch (error) {
    if (error instanceof UnexpectedAnswerError || error instanceof NotFoundError)
      return error.constructor.name
    throw error
  }
}

/** Whether PostgreSQL takes a value, as a column or within jsonb. */
function isStorable(value: unknown): boolean {
  if (value instanceof Date) return /^\d{4}-/.test(value.toISOString())
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isStorable)
}

test.for(READERS)('$what is read whole as long as nothing is wrong with it', ({ read, body }) => {
  expect(typeof outcomeOf(read, body)).toBe('object')
})

test.for(READERS)(
  'whatever is wrong with $what, it is read or refused in our own words, whichever way its fields lie',
  ({ read, body }) => {
    fc.assert(
      fc.property(spoilings, (changes) => {
        let spoilt: unknown = body
        for (const [seeds, by] of changes) spoilt = spoil(spoilt, seeds, by)
        const answer = decodeBody(JSON.stringify(spoilt) ?? 'null')

        const outcome = outcomeOf(read, answer)

        expect(isStorable(outcome)).toBe(true)
        expect(outcomeOf(read, reversed(answer))).toEqual(outcome)
      }),
      { seed: 5, numRuns: 300 },
    )
  },
)

test('counts that a creator of 32 bits cannot have are unknown', () => {
  const fields = ['likeCount', 'commentCount', 'childCount'] as const
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.bigInt(), fc.maxSafeNat()), (told) => {
      const value = typeof told === 'bigint' ? String(told) : told
      const counts = { like_count: value, comment_count: value, carousel_media_count: value }
      const [post] = readPosts({ items: [{ ...media, ...counts }] }, '42', ignore).posts
      for (const field of fields) {
        const count = post?.[field] ?? 0
        expect(Number.isInteger(count) && count >= 0 && count <= 2_147_483_647).toBe(true)
      }
    }),
    { seed: 5 },
  )
})
