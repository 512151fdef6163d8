import { expect, test } from 'vitest'
import { UnexpectedAnswerError } from '../../../src/platforms/errors.ts'
import { NotFoundError } from '../../../src/platforms/target-errors.ts'
import { decodeBody } from '../../../src/platforms/instagram/transport/answer.ts'
import { endpointOf } from '../../../src/platforms/instagram/transport/endpoint.ts'
import {
  readHighlights,
  readStories,
} from '../../../src/platforms/instagram/answers/highlights-answer.ts'
import { readPosts } from '../../../src/platforms/instagram/answers/posts-answer.ts'
import {
  readPostFeed,
  readSimilar,
} from '../../../src/platforms/instagram/answers/post-feed-answer.ts'
import { readProfile } from '../../../src/platforms/instagram/answers/profile-answer.ts'
import { whole } from './whole.ts'

const USER = { pk: 42, username: 'Ada', is_private: false }
const profileOf = (user: object) => readProfile({ user: { ...USER, ...user }, status: 'ok' })
const MEDIA = { pk: '31', taken_at: 1_700_000_000, media_type: 1 }
const postsIn = (items: readonly unknown[]) => readPosts({ items }, '42', whole).posts
const postOf = (media: object) => postsIn([{ ...MEDIA, ...media }])[0]

test('integers beyond 2^53 keep their digits', () => {
  const body = decodeBody('{"pk":17983616051768088123,"small":42,"ratio":1.5,"__proto__":{"a":1}}')
  expect(body).toMatchObject({ pk: '17983616051768088123', small: 42, ratio: 1.5 })
  expect(decodeBody('<html>')).toBe('<html>')
})

test('a profile with nothing but the essentials is unknown in everything else', () => {
  expect(profileOf({})).toEqual({
    platformId: '42',
    username: 'ada',
    fullName: null,
    biography: null,
    avatarUrl: null,
    followerCount: null,
    followingCount: null,
    mediaCount: null,
    isPrivate: false,
    isRestricted: false,
    isVerified: null,
    isBusiness: null,
    businessCategory: null,
    cityName: null,
    externalUrl: null,
    bioLinks: [],
    pictureId: null,
    latestStoryAt: null,
    hasHighlights: true,
  })
})

test.for([
  [{ pk: '17983616051768088123' }, { platformId: '17983616051768088123' }],
  [{ pk: undefined, pk_id: '7' }, { platformId: '7' }],
  [{ pk: null, id: 8 }, { platformId: '8' }],
  [
    { full_name: '', biography: '  ' },
    { fullName: null, biography: null },
  ],
  [{ biography: 'a\0b\uD83D' }, { biography: 'ab' }],
  [{ biography_with_entities: { raw_text: 'bio' } }, { biography: 'bio' }],
  [
    { follower_count: '1200', following_count: -1, media_count: [] },
    { followerCount: 1200, followingCount: null, mediaCount: null },
  ],
  [
    { category: '', category_name: null, business_category_name: 'Artist' },
    { businessCategory: 'Artist' },
  ],
  [{ account_type: 2 }, { isBusiness: true }],
  [{ account_type: 3 }, { isBusiness: false }],
  [
    { is_business: 1, is_verified: 0 },
    { isBusiness: true, isVerified: false },
  ],
  [{ external_url: '', bio_links: [{ url: 'https://a.kz' }] }, { externalUrl: 'https://a.kz' }],
  [
    { external_url: 'https://l.instagram.com/?u=https%3A%2F%2Fa.kz' },
    { externalUrl: 'https://a.kz' },
  ],
  [{ bio_links: null }, { externalUrl: null }],
  [{ has_highlight_reels: false }, { hasHighlights: false }],
  [{ profile_pic_url: 'https://cdn/s.jpg' }, { avatarUrl: 'https://cdn/s.jpg' }],
  [
    {
      profile_pic_url: 'https://cdn/s.jpg',
      hd_profile_pic_versions: [{ url: 'https://cdn/m.jpg', width: 320, height: 320 }],
    },
    { avatarUrl: 'https://cdn/m.jpg' },
  ],
] as const)('a user of %o is read as %o', ([fields, expected]) => {
  expect(profileOf(fields)).toMatchObject(expected)
})

test('a deactivated user is gone', () => {
  expect(() => profileOf({ is_active: false, follower_count: 0, media_count: 0 })).toThrow(
    NotFoundError,
  )
  expect(profileOf({ is_active: false, follower_count: 5 }).followerCount).toBe(5)
})

test.for([
  [() => readProfile({ status: 'ok' }), 'user'],
  [() => profileOf({ pk: undefined }), 'user.pk'],
  [() => profileOf({ username: null }), 'user.username'],
  [() => profileOf({ is_private: undefined }), 'user.is_private'],
  [() => readProfile('<html>'), 'body'],
  [() => readProfile(null), 'body'],
  [
    () => readPosts({ items: [{ ...MEDIA, taken_at: undefined }] }, '42', whole),
    'items.0.taken_at',
  ],
  [() => readPosts({ items: [{ ...MEDIA, pk: undefined }] }, '42', whole), 'items.0.pk'],
  [() => readPosts({}, '42', whole), 'items'],
  [() => readHighlights({}, whole), 'tray'],
  [() => readHighlights({ tray: [{ title: 'a' }] }, whole), 'tray.0.pk'],
  [() => readStories({ status: 'ok' }, whole), 'reels'],
  [() => readPostFeed({}, 0, whole), 'sections'],
  [
    () =>
      readPostFeed(
        { sections: [{ layout_content: { medias: [{ media: { pk: 1 } }] } }] },
        0,
        whole,
      ),
    'posts.0.user',
  ],
  [() => readSimilar({}, whole), 'users'],
  [() => readSimilar({ users: [{ pk: 1 }] }, whole), 'users.0.username'],
] as const)('%s fails for want of %s', ([read, path]) => {
  expect(read).toThrow(UnexpectedAnswerError)
  expect(read).toThrow(`${path}:`)
})

test.for([
  [
    { like_count: 3, play_count: 9, like_and_view_counts_disabled: true },
    { likeCount: null, playCount: 9 },
  ],
  [
    { like_count: 0, comment_count: 0 },
    { likeCount: 0, commentCount: 0 },
  ],
  [
    { like_count: '1200', comment_count: null },
    { likeCount: 1200, commentCount: null },
  ],
  [{ view_count: 5 }, { playCount: null, viewCount: 5 }],
  [
    { play_count: 7, ig_play_count: 6, view_count: 5 },
    { playCount: 7, viewCount: 5 },
  ],
  [{ caption: null }, { captionText: null, hashtags: [], mentions: [] }],
  [{ caption: { text: '' } }, { captionText: null }],
  [{ caption: { text: '#Мама @Ada' } }, { hashtags: ['мама'], mentions: ['ada'] }],
  [{ media_type: 8 }, { mediaType: 'album' }],
  [{ media_type: 19 }, { mediaType: 'unknown' }],
  [{ media_type: undefined }, { mediaType: 'unknown' }],
  [{ pk: undefined, id: '3870025531093850440_42' }, { platformId: '3870025531093850440' }],
  [{ taken_at: '1700000000' }, { takenAt: new Date(1_700_000_000_000) }],
  [{ timeline_pinned_user_ids: ['42'] }, { isPinned: true }],
  [{ timeline_pinned_user_ids: [42] }, { isPinned: true }],
  [{ timeline_pinned_user_ids: [43] }, { isPinned: false }],
  [{ clips_tab_pinned_user_ids: [42] }, { isPinned: true }],
  [{ timeline_pinned_user_ids: null }, { isPinned: false }],
  [
    { location: { pk: 5, name: 'Алматы' }, lat: '43.2', lng: 76.9 },
    { location: { id: '5', name: 'Алматы', lat: 43.2, lng: 76.9 } },
  ],
  [{ location: { name: 'nowhere' } }, { location: null }],
  [{ location: [] }, { location: null }],
] as const)('a post of %o is read as %o', ([fields, expected]) => {
  expect(postOf(fields)).toMatchObject(expected)
})

test.for([
  [undefined, []],
  [null, []],
  [[], []],
  [{ in: [] }, []],
  [{ in: [{ user: { username: 'Ada' } }, { user: null }] }, ['ada']],
] as const)('tags of %o name %o', ([usertags, expected]) => {
  expect(postOf({ usertags })?.mentions).toEqual(expected)
})

test('mentions come from caption, tags, pictures of an album and coauthors, each once', () => {
  const tag = (username: string) => ({ in: [{ user: { username } }] })
  const post = postOf({
    caption: { text: 'with @one and @two' },
    usertags: tag('two'),
    carousel_media: [{ usertags: tag('three') }, { usertags: null }],
    coauthor_producers: [{ username: 'four' }, { username: 'one' }],
  })
  expect(post?.mentions).toEqual(['one', 'two', 'three', 'four'])
})

test('of the pictures of a post one is taken, of an album without its own that of its first part', () => {
  const image_versions2 = {
    candidates: [
      { url: 'https://cdn/small', width: 320, height: 320 },
      { url: 'https://cdn/big', width: '1080', height: 1350 },
      { url: 'ftp://cdn/huge', width: 9000, height: 9000 },
      null,
    ],
  }
  expect(postOf({ image_versions2 })?.thumbnailUrl).toBe('https://cdn/big')
  expect(postOf({ carousel_media: [{ image_versions2 }] })?.thumbnailUrl).toBe('https://cdn/big')
  expect(postOf({ image_versions2: { candidates: [] } })?.thumbnailUrl).toBeNull()
})

test('a tray tells when there is more of it, and leaves out what is no highlight', () => {
  const tray = [
    { id: 'highlight:17', reel_type: 'highlight_reel', title: '', cover_media: null },
    {
      id: 'highlight:18',
      pk: '18',
      cover_media: { cropped_image_version: { url: 'https://cdn/c', width: 150, height: 150 } },
    },
    { id: 9, reel_type: 'user_reel' },
  ]
  expect(readHighlights({ tray, cursor: 'abc' }, whole)).toEqual({
    highlights: [
      { platformId: '17', title: null, mediaCount: null, coverUrl: null, changedAt: null },
      {
        platformId: '18',
        title: null,
        mediaCount: null,
        coverUrl: 'https://cdn/c',
        changedAt: null,
      },
    ],
    hasMore: true,
    isWhole: false,
  })
  expect(readHighlights({ tray: [], cursor: null }, whole)).toEqual({
    highlights: [],
    hasMore: false,
    isWhole: true,
  })
})

test('stories give up mentions, places and links in all their forms', () => {
  const items = [
    { reel_mentions: [{ user: { username: 'Prada' } }], story_bloks_stickers: null },
    {
      story_bloks_stickers: [
        { bloks_sticker: { sticker_data: { ig_mention: { username: 'kaspi.kz' } } } },
        { bloks_sticker: { sticker_data: {} } },
        { bloks_sticker: null },
      ],
    },
    { story_locations: [{ location: { name: 'NYC\0' } }, { location: { name: '' } }] },
    {
      story_link_stickers: [
        { story_link: { url: 'https://l.instagram.com/?u=https%3A%2F%2Fa.kz' } },
      ],
    },
    { story_cta: [{ links: [{ webUri: 'https://b.kz' }, { webUri: 'https://a.kz' }] }] },
    {},
  ]
  const expected = [
    {
      highlightId: '17',
      mentions: ['prada', 'kaspi.kz'],
      locations: ['NYC'],
      links: ['https://a.kz', 'https://b.kz'],
    },
  ]
  const reel = { id: 'highlight:17', items }
  expect(readStories({ reels: { 'highlight:17': reel }, reels_media: [reel] }, whole)).toEqual(
    expected,
  )
  expect(readStories({ reels: [], reels_media: [reel] }, whole)).toEqual(expected)
  expect(readStories({ reels: {}, reels_media: [] }, whole)).toEqual([])
})

test('a page of posts is walked through all its layouts, and ends without a cursor', () => {
  const tile = (pk: number, text?: string) => ({
    media: {
      pk: pk + 100,
      user: { pk, username: `U${pk}`, is_private: false, full_name: '' },
      caption: text === undefined ? null : { text },
    },
  })
  const sections = [
    { layout_type: 'media_grid', layout_content: { medias: [tile(1), tile(2), { ad: {} }] } },
    {
      layout_type: 'one_by_two_left',
      layout_content: {
        one_by_two_item: { clips: { items: [tile(3)] } },
        fill_items: [tile(4), tile(1, '#мама')],
      },
    },
    { layout_type: 'unheard_of', layout_content: {} },
    {},
  ]
  const pageOf = (more: object, page = 0) => readPostFeed({ sections, ...more }, page, whole)
  const { posts, next } = pageOf({
    more_available: true,
    next_max_id: 'abc',
    next_page: 1,
    next_media_ids: ['9', 8],
  })
  expect(posts.map(({ author }) => author.username)).toEqual(['u1', 'u2', 'u3', 'u4', 'u1'])
  expect(posts.at(-1)).toEqual({
    platformId: '101',
    author: { platformId: '1', username: 'u1', fullName: null, isPrivate: false, isVerified: null },
    captionText: '#мама',
  })
  expect(next).toEqual({ maxId: 'abc', page: 1, mediaIds: ['9', '8'] })
  expect(pageOf({ more_available: true, next_max_id: 7 }, 3).next).toEqual({
    maxId: '7',
    page: 4,
    mediaIds: [],
  })
  expect(pageOf({ more_available: true, next_max_id: null }).next).toBeNull()
  expect(pageOf({ more_available: false, next_max_id: 'abc' }).next).toBeNull()
})

test.for([
  ['/api/v1/users/nasa/usernameinfo/', 'users/usernameinfo'],
  ['/api/v1/users/123/info/', 'users/info'],
  ['/api/v1/feed/user/123/', 'feed/user'],
  ['/api/v1/highlights/123/highlights_tray/?x=1', 'highlights/highlights_tray'],
  ['/api/v1/feed/reels_media/', 'feed/reels_media'],
  ['/api/v1/tags/%D0%BC/sections/', 'tags/sections'],
  ['/api/v1/locations/213385402/sections/', 'locations/sections'],
  ['/api/v1/discover/chaining/?target_id=42', 'discover/chaining'],
  ['/api/v1/accounts/login/', 'accounts/login'],
] as const)('%s is of the kind %s', ([path, endpoint]) => {
  expect(endpointOf(path)).toBe(endpoint)
})
