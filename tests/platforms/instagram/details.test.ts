import { expect, test } from 'vitest'
import { UnexpectedAnswerError } from '../../../src/platforms/errors.ts'
import { sameAddress } from '../../../src/platforms/instagram/answers/link.ts'
import { readPosts } from '../../../src/platforms/instagram/answers/posts-answer.ts'
import { readProfile } from '../../../src/platforms/instagram/answers/profile-answer.ts'
import { whole } from './whole.ts'

const USER = { pk: 42, username: 'ada', is_private: false }
const profileOf = (user: object) => readProfile({ user: { ...USER, ...user } })
const MEDIA = { pk: '31', taken_at: 1_700_000_000, media_type: 1 }
const postOf = (media: object) =>
  readPosts({ items: [{ ...MEDIA, ...media }] }, '42', whole).posts[0]

const wrapped = (url: string) => `https://l.instagram.com/?u=${encodeURIComponent(url)}&e=AT3`
const link = (url: string, title: string | null = null) => ({ url, title })

test.for([
  ['nothing', {}, []],
  ['an old answer', { external_url: 'http://a.kz' }, [link('http://a.kz')]],
  [
    'a list without the one link, which comes first',
    { external_url: 'https://a.kz', bio_links: [{ url: 'https://b.kz', title: 'Shop' }] },
    [link('https://a.kz'), link('https://b.kz', 'Shop')],
  ],
  [
    'a list with it, in another place, wrapped and with a slash',
    {
      external_url: 'https://a.kz',
      bio_links: [
        { url: 'https://b.kz', title: '' },
        { url: wrapped('https://A.kz/'), title: 'A\0' },
      ],
    },
    [link('https://b.kz'), link('https://A.kz/', 'A')],
  ],
  [
    'links twice',
    {
      bio_links: [
        { url: 'https://a.kz' },
        { url: wrapped('https://a.kz') },
        { url: 'https://a.kz/x' },
      ],
    },
    [link('https://a.kz'), link('https://a.kz/x')],
  ],
  [
    'links that differ by what stands behind the # alone',
    {
      external_url: 'https://a.kz/#top',
      bio_links: [
        { url: 'https://a.kz/' },
        { url: wrapped('https://a.kz/#price') },
        { url: 'a.kz/x#y' },
        { url: 'a.kz/x' },
        { url: 'https://a.kz/?p=1' },
      ],
    },
    [link('https://a.kz/'), link('a.kz/x#y'), link('https://a.kz/?p=1')],
  ],
  [
    'links that lead nowhere',
    {
      external_url: 'javascript:alert(1)',
      bio_links: [{ url: '' }, { url: null }, null, 'https://a.kz', { title: 'none' }],
    },
    [],
  ],
  [
    'a wrapped one alone',
    { bio_links: [{ lynx_url: wrapped('https://a.kz') }] },
    [link('https://a.kz')],
  ],
  ['text in place of the list', { bio_links: 'https://a.kz' }, []],
] as const)('of %s the links are read', ([, fields, expected]) => {
  const profile = profileOf(fields)
  expect(profile.bioLinks).toEqual(expected)
  const urls = profile.bioLinks.map(({ url }) => url)
  if (profile.externalUrl !== null)
    expect(urls.map(sameAddress)).toContain(sameAddress(profile.externalUrl))
})

test.for([
  [{ profile_pic_id: '386_42' }, { pictureId: '386_42' }],
  [{ profile_pic_id: '' }, { pictureId: null }],
  [{ latest_reel_media: 1_775_659_002 }, { latestStoryAt: new Date('2026-04-08T14:36:42Z') }],
  [{ latest_reel_media: 0 }, { latestStoryAt: null }],
  [{ latest_reel_media: null }, { latestStoryAt: null }],
  [
    { gating: null, follower_count: 0 },
    { isRestricted: false, followerCount: 0 },
  ],
  [{ gating: [] }, { isRestricted: false }],
  [
    { gating: { gating_type: 'age' }, follower_count: 0, following_count: 0, media_count: 0 },
    { isRestricted: true, followerCount: null, followingCount: null, mediaCount: null },
  ],
  [{ follower_count: 2_147_483_647 }, { followerCount: 2_147_483_647 }],
  [{ follower_count: 2_147_483_648 }, { followerCount: null }],
  [
    { follower_count: 1e300, media_count: 1.5 },
    { followerCount: null, mediaCount: null },
  ],
  [{ username: ' Ada\0 ' }, { username: 'ada' }],
  [{ pk: '', pk_id: '7' }, { platformId: '7' }],
] as const)('a user of %o is read as %o', ([fields, expected]) => {
  expect(profileOf(fields)).toMatchObject(expected)
})

test.for([
  [{ code: 'DW1F7dciplI' }, { code: 'DW1F7dciplI' }],
  [{ pk: '3870025531093850440' }, { code: 'DW1F7dciplI' }],
  [{ pk: '3870025531093850440', code: 'a/../b' }, { code: 'DW1F7dciplI' }],
  [{ play_count: 5_000_000_000 }, { playCount: 5_000_000_000 }],
  [
    { ig_play_count: 6, view_count: 5 },
    { playCount: 6, viewCount: 5 },
  ],
  [
    { like_count: 3, play_count: 6, view_count: 5, like_and_view_counts_disabled: 1 },
    { likeCount: null, playCount: 6, viewCount: 5 },
  ],
  [{ like_count: -1 }, { likeCount: null }],
  [{ like_count: 2_147_483_648 }, { likeCount: null }],
  [
    { media_type: 8, carousel_media_count: 3 },
    { mediaType: 'album', childCount: 3 },
  ],
  [{ media_type: 8, carousel_media: [{}, null, {}] }, { childCount: 3 }],
  [{ media_type: 8 }, { childCount: null }],
  [{ media_type: 1, carousel_media_count: 3 }, { childCount: null }],
  [{ is_paid_partnership: true }, { isPaidPartnership: true }],
  [{ is_paid_partnership: false }, { isPaidPartnership: false }],
  [{ is_paid_partnership: 'yes' }, { isPaidPartnership: null }],
  [
    { sponsor_tags: [{ sponsor: { username: 'Prada' } }, { sponsor: null }, null] },
    { sponsors: ['prada'] },
  ],
  [{ sponsor_tags: null }, { sponsors: [] }],
  [{ taken_at: 0 }, { takenAt: new Date(0) }],
  [{ taken_at: 4_102_444_800 }, { takenAt: new Date('2100-01-01T00:00:00Z') }],
  [{ caption: [] }, { captionText: null }],
  [{ caption: { text: 5 } }, { captionText: null }],
] as const)('a post of %o is read as %o', ([fields, expected]) => {
  expect(postOf(fields)).toMatchObject(expected)
})

test('the people of a post are told apart: tagged, coauthors, and all who are mentioned', () => {
  const tag = (username: string) => ({ user: { pk: 5, username } })
  const post = postOf({
    // Posted by another person together with the owner of the profile.
    user: { pk: '7', username: 'Host' },
    coauthor_producers: [
      { pk: 42, username: 'ada' },
      { pk: '8', username: 'guest' },
    ],
    usertags: [tag('One'), { username: 'two' }, { user: null }, null],
    carousel_media: [{ usertags: { in: [tag('three')] } }, { usertags: [tag('one')] }, null],
    caption: { text: 'by @host and @zoe' },
  })
  expect(post).toMatchObject({
    coauthors: ['host', 'guest'],
    taggedUsers: ['one', 'two', 'three'],
    mentions: ['host', 'zoe', 'one', 'two', 'three', 'guest'],
  })
})

const song = { audio_cluster_id: 123, title: 'Espresso', display_artist: 'Sabrina Carpenter' }
const asSong = { id: '123', title: 'Espresso', artist: 'Sabrina Carpenter' }
const sound = {
  audio_asset_id: '9',
  original_audio_title: 'Original audio',
  ig_artist: { username: 'ada' },
}
const asSound = { id: '9', title: 'Original audio', artist: 'ada' }
test.for([
  [{}, null],
  [{ clips_metadata: null, music_metadata: null }, null],
  [{ clips_metadata: { music_info: null, original_sound_info: null } }, null],
  [{ clips_metadata: { music_info: {} }, music_metadata: [] }, null],
  [{ clips_metadata: { music_info: { music_asset_info: song } } }, asSong],
  [{ clips_metadata: { music_info: song, original_sound_info: sound } }, asSong],
  [{ clips_metadata: { original_sound_info: sound } }, asSound],
  [
    { clips_metadata: { music_info: { music_asset_info: null }, original_sound_info: sound } },
    asSound,
  ],
  [{ music_metadata: { music_info: { music_asset_info: song } } }, asSong],
  [
    { clips_metadata: { original_sound_info: { audio_asset_id: 9, ig_artist: {} } } },
    { id: '9', title: null, artist: null },
  ],
] as const)('music of %o is read as %o', ([fields, expected]) => {
  expect(postOf(fields)?.music).toEqual(expected)
})

test('a caption keeps its script and loses what cannot be stored', () => {
  const text = `${'مرحبا بالعالم '.repeat(150)}\uD83D\u202E\0#سفر @ada \uDE00😀`
  const caption = postOf({ caption: { text } })?.captionText ?? ''
  expect(caption.isWellFormed()).toBe(true)
  expect(caption).not.toContain('\0')
  expect(caption.startsWith('مرحبا')).toBe(true)
  expect(caption.endsWith('😀')).toBe(true)
  expect(postOf({ caption: { text } })).toMatchObject({ hashtags: ['سفر'], mentions: ['ada'] })
})

test.for([undefined, null, '', 'soon', -5, 1_700_000_000_000, Number.NaN, [], true])(
  '%o is no time at which a post can have been taken',
  (taken_at) => {
    expect(() => postOf({ taken_at })).toThrow(UnexpectedAnswerError)
  },
)

test.for([
  [{ next_max_id: '31_42' }, '31_42'],
  [{ next_max_id: 31, more_available: true }, '31'],
  [{ next_max_id: '31_42', more_available: false }, null],
  [{ next_max_id: '', more_available: true }, null],
  [{ next_max_id: null, more_available: true }, null],
  [{ next_max_id: {}, more_available: true }, null],
  [{ more_available: true }, null],
] as const)('a page that ends with %o goes on at %o', ([end, expected]) => {
  expect(readPosts({ items: [MEDIA], ...end }, '42', whole).next).toBe(expected)
})
