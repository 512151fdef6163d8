import { expect, test } from 'vitest'
import { truthOf, type Truth } from '../../../sim/instagram/truth.ts'
import { mediaOf } from '../../../sim/instagram/wire/media.ts'
import { trayItem } from '../../../sim/instagram/wire/reel.ts'
import { userInfo } from '../../../sim/instagram/wire/user.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { createWorld } from '../../../sim/instagram/world/world.ts'

const EPOCH = Date.parse('2026-03-02T00:00:00Z')
const CREATORS = 400
const worldOf = (shapes: boolean) =>
  createWorld({ seed: 'details', creators: 1_000_000, epoch: EPOCH, shapes })
const world = worldOf(true)
const SHAPES = { seed: 'details' }

const creators = (from = world): Creator[] =>
  Array.from({ length: CREATORS }, (_, at) => from.creatorAt(at * 2_111)).filter(
    ({ isPrivate, isDeleted }) => !isPrivate && !isDeleted,
  )
const truths = (from = world): Truth[] =>
  creators(from).flatMap(({ username }) => truthOf(from, username, { posts: 8 }) ?? [])
const posts = truths().flatMap((truth) => truth.posts)
const wirePosts = creators().flatMap((creator) =>
  world.posts(creator, 0, 8).map((post) => mediaOf(post, SHAPES, 'profile')),
)

/** The forms of a field: absent, null, empty, text, number, a list or an object. */
function formsOf(values: unknown[]): string[] {
  return [...new Set(values.map(formOf))].toSorted()
}
function formOf(value: unknown): string {
  if (value === undefined) return 'absent'
  if (value === null) return 'null'
  if (value === '' || value === 0) return 'empty'
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]'
  if (typeof value !== 'object') return typeof value
  return Object.keys(value).length === 0 ? '{}' : '{…}'
}
const share = <T>(items: readonly T[], is: (item: T) => boolean): number =>
  items.filter(is).length / items.length

test('profiles have several links, one outside the list, only one, or none', () => {
  const profiles = truths().map(({ profile }) => profile)
  const counts = new Set(profiles.map(({ bioLinks }) => bioLinks.length))
  expect([...counts].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
  const titled = profiles.flatMap(({ bioLinks }) => bioLinks.map(({ title }) => title))
  expect(formsOf(titled)).toEqual(['null', 'string'])
  expect(
    profiles.every(
      ({ bioLinks, externalUrl }) =>
        externalUrl === null || bioLinks.some(({ url }) => url === externalUrl),
    ),
  ).toBe(true)
  const raw = creators().map((creator) => userInfo(creator, SHAPES))
  expect(formsOf(raw.map((user) => user['bio_links']))).toEqual(['[]', '[…]', 'absent'])
  expect(formsOf(raw.map((user) => user['external_url']))).toEqual([
    'absent',
    'empty',
    'null',
    'string',
  ])
  const listed = raw.map((user) => JSON.stringify(user['bio_links'] ?? [], withoutBigint))
  expect(
    share(listed, (links) => links.includes('"url":"https://l.instagram.com/')),
  ).toBeGreaterThan(0.01)
})

const withoutBigint = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : value

test('profiles sometimes omit the fields that reveal a change', () => {
  const profiles = truths().map(({ profile }) => profile)
  for (const key of ['pictureId', 'latestStoryAt'] as const) {
    expect(share(profiles, (profile) => profile[key] === null)).toBeGreaterThan(0.01)
    expect(share(profiles, (profile) => profile[key] !== null)).toBeGreaterThan(0.2)
  }
  const raw = creators().map((creator) => userInfo(creator, SHAPES))
  // A flag, despite its name.
  expect(new Set(raw.map((user) => user['total_clips_count']))).toEqual(new Set([0, 1, undefined]))
  expect(formsOf(raw.map((user) => user['has_highlight_reels']))).toEqual(['absent', 'boolean'])
  expect(formsOf(raw.map((user) => user['latest_reel_media']))).toEqual([
    'absent',
    'empty',
    'null',
    'number',
  ])
  expect(
    share(
      creators(),
      ({ showsHighlights, highlightCount }) => !showsHighlights && highlightCount === 0,
    ),
  ).toBeGreaterThan(0)
})

test('reels have plays, other videos views, and some reels both', () => {
  const of = (type: string | null) =>
    posts.filter(({ productType, mediaType }) => mediaType === 'video' && productType === type)
  expect(of('clips').every(({ playCount }) => playCount !== null)).toBe(true)
  expect(
    share(of('clips'), ({ viewCount, playCount }) => viewCount !== null && viewCount !== playCount),
  ).toBeGreaterThan(0.2)
  for (const type of ['feed', 'igtv']) {
    expect(of(type).length).toBeGreaterThan(5)
    expect(
      of(type).every(({ playCount, viewCount }) => playCount === null && viewCount !== null),
    ).toBe(true)
  }
  const hidden = wirePosts.filter((each) => each['like_and_view_counts_disabled'] === true)
  expect(hidden.length).toBeGreaterThan(20)
  expect(new Set(hidden.map((each) => each['like_count']))).toEqual(new Set([3]))
  expect(hidden.some((each) => Number(each['play_count'] ?? each['ig_play_count']) > 3)).toBe(true)
  expect(
    formsOf(
      wirePosts
        .filter((each) => each['product_type'] === 'clips')
        .map((each) => each['ig_play_count']),
    ),
  ).toEqual(['absent', 'number'])
})

test('albums count their children, videos among them, and people are tagged on some of these alone', () => {
  const albums = posts.filter(({ mediaType }) => mediaType === 'album')
  expect(albums.every(({ childCount }) => (childCount ?? 0) >= 2)).toBe(true)
  expect(
    posts.every(({ mediaType, childCount }) => mediaType === 'album' || childCount === null),
  ).toBe(true)
  const raw = wirePosts.filter((each) => each['media_type'] === 8)
  expect(formsOf(raw.map((each) => each['carousel_media_count']))).toEqual(['absent', 'number'])
  const children = creators().flatMap((creator) =>
    world.posts(creator, 0, 8).flatMap((post) => post.children),
  )
  expect(share(children, ({ isVideo }) => isVideo)).toBeGreaterThan(0.1)
  expect(share(children, ({ tagged }) => tagged.length > 0)).toBeGreaterThan(0.02)
})

test('a paid partnership is true, false or omitted, with sponsors if true', () => {
  const paid = posts.filter(({ isPaidPartnership }) => isPaidPartnership === true)
  expect(share(paid, ({ sponsors }) => sponsors.length > 0)).toBeGreaterThan(0.4)
  expect(
    posts.every(
      ({ isPaidPartnership, sponsors }) => isPaidPartnership === true || sponsors.length === 0,
    ),
  ).toBe(true)
  expect(formsOf(wirePosts.map((each) => each['is_paid_partnership']))).toEqual([
    'absent',
    'boolean',
  ])
  expect(formsOf(wirePosts.map((each) => each['sponsor_tags']))).toEqual([
    '[]',
    '[…]',
    'absent',
    'null',
  ])
})

test('songs and sounds play with reels, songs with pictures', () => {
  const reels = posts.filter(({ productType }) => productType === 'clips')
  expect(share(reels, ({ music }) => music === null)).toBeGreaterThan(0.05)
  expect(share(reels, ({ music }) => music !== null)).toBeGreaterThan(0.5)
  const stills = posts.filter(({ mediaType }) => mediaType === 'photo' || mediaType === 'album')
  expect(share(stills, ({ music }) => music !== null)).toBeGreaterThan(0.05)
  const songs = posts.flatMap(({ music }) => music ?? [])
  expect(formsOf(songs.map(({ title }) => title))).toEqual(['null', 'string'])
  expect(formsOf(songs.map(({ artist }) => artist))).toEqual(['null', 'string'])
  expect(formsOf(wirePosts.map((each) => each['clips_metadata']))).toEqual([
    'absent',
    'null',
    '{…}',
  ])
  expect(formsOf(wirePosts.map((each) => each['music_metadata']))).toEqual([
    'absent',
    'null',
    '{…}',
  ])
})

test('ids, places, authors and types are written in every way there is', () => {
  expect(formsOf(wirePosts.map((each) => each['pk']))).toEqual(['bigint', 'string'])
  expect(formsOf(wirePosts.map((each) => each['code']))).toEqual(['absent', 'string'])
  expect(formsOf(wirePosts.map((each) => each['location']))).toEqual([
    'absent',
    'null',
    '{}',
    '{…}',
  ])
  expect(formsOf(wirePosts.map((each) => each['coauthor_producers']))).toEqual([
    '[]',
    '[…]',
    'absent',
    'null',
  ])
  const unheardOf = wirePosts
    .filter((each) => each['product_type'] === 'text_post')
    .map((each) => each['media_type'])
  expect(new Set(unheardOf).size).toBeGreaterThan(2)
  expect(
    share(posts, ({ location }) => location !== null && location.lat === null),
  ).toBeGreaterThan(0.01)
})

test('some posts on a profile were posted by a coauthor, but none on a page of many authors', () => {
  const shared = creators().flatMap((creator) =>
    world.posts(creator).filter(({ coauthors }) => coauthors.length > 0),
  )
  const isOwn = (shownOn: 'profile' | 'postFeed') => (post: (typeof shared)[number]) =>
    mediaOf(post, SHAPES, shownOn)['id'] === `${post.pk}_${post.creator.pk}`
  expect(share(shared, isOwn('profile'))).toBeLessThan(0.75)
  expect(share(shared, isOwn('profile'))).toBeGreaterThan(0.45)
  expect(shared.every(isOwn('postFeed'))).toBe(true)
})

test('covers of highlights are empty in every way there is', () => {
  const raw = creators().flatMap((creator) =>
    world.highlights(creator).map((each) => trayItem(each, SHAPES)),
  )
  expect(formsOf(raw.map((each) => each['cover_media']))).toEqual(['absent', 'null', '{}', '{…}'])
  const covers = truths().flatMap(({ highlights }) => highlights.map(({ coverUrl }) => coverUrl))
  expect(formsOf(covers)).toEqual(['null', 'string'])
})

test('a world without shapes omits nothing, and is otherwise the same', () => {
  const plain = truths(worldOf(false))
  expect(plain.every(({ profile }) => profile.pictureId !== null)).toBe(true)
  expect(
    plain.every((truth) =>
      truth.posts.every(({ isPaidPartnership }) => isPaidPartnership !== null),
    ),
  ).toBe(true)
  expect(plain.every((truth) => truth.highlights.every(({ coverUrl }) => coverUrl !== null))).toBe(
    true,
  )
  const captions = (from: Truth[]) =>
    from.flatMap((truth) => truth.posts.map((post) => post.captionText))
  expect(captions(plain)).toEqual(captions(truths()))
  const links = (from: Truth[]) =>
    from.flatMap((truth) => truth.highlights.map((each) => each.links))
  expect(links(plain)).toEqual(links(truths()))
})
