import type { Connections } from '../../src/connections/parts.ts'
import type { Clock } from '../../src/base/clock.ts'
import type { Truth } from '../graph/truth.ts'
import type { Post } from '../graph/world/posts.ts'
import type { Brand } from './connect-brands.ts'
import type { Difference } from './judge.ts'

const HOUR_MS = 3_600_000
const POSTS = 50
const MEDIA = { IMAGE: 'photo', VIDEO: 'video', CAROUSEL_ALBUM: 'album' } as const

/**
 * Compares the answer of Business Discovery to `by` about an account with the world of the
 * stand-in.
 */
export async function differencesOfDiscovery(
  { connections, truth, clock }: { connections: Connections; truth: Truth; clock: Clock },
  by: Brand,
  username: string,
): Promise<Difference[]> {
  const own = {
    connectionId: by.connectionId,
    isUrgent: true,
    signal: AbortSignal.timeout(30_000),
  }
  const found = await connections.use(
    own,
    async (call, platformId) =>
      await connections.api.discoverCreator(call, platformId, { username, posts: POSTS }),
  )
  const expected = expectedOf(truth, username)
  const posts = truth.posts(username).slice(0, POSTS)
  const at = clock.now().getTime()
  const profile: Record<string, unknown> = { ...found?.profile }
  const followers = {
    least: truth.followers(username, at - HOUR_MS),
    most: truth.followers(username, at),
  }
  return [
    ...differing(username, expected, profile),
    ...outside(username, 'followerCount', followers, profile['followerCount']),
    ...differing(
      username,
      { posts: posts.length, postsAreWhole: true },
      {
        posts: found?.posts.length,
        postsAreWhole: found?.postsAreWhole,
      },
    ),
    ...posts.flatMap((post, place) => {
      const read: Record<string, unknown> = { ...found?.posts[place] }
      const counted = (metric: string) => truth.range(post.id, metric, at - HOUR_MS, at)
      return [
        ...differing(post.id, expectedPost(post), read),
        ...outside(post.id, 'likeCount', counted('likes'), read['likeCount']),
        ...outside(post.id, 'commentCount', counted('comments'), read['commentCount']),
        ...(post.type === 'VIDEO'
          ? outside(post.id, 'viewCount', counted('views'), read['viewCount'])
          : []),
      ]
    }),
  ]
}

function expectedOf(truth: Truth, username: string): Record<string, unknown> {
  const { name, platformId } = truth.account(username)
  return {
    platformId,
    username,
    fullName: name,
    biography: `${name} on Instagram`,
    externalUrl: `https://${username}.example/`,
    mediaCount: truth.posts(username).length,
    isPrivate: false,
  }
}

const expectedPost = (post: Post): Record<string, unknown> => ({
  code: post.shortcode,
  captionText: post.caption,
  hashtags: [...post.caption.matchAll(/#(\w+)/g)].map(([, tag]) => tag),
  mediaType: MEDIA[post.type],
  productType:
    post.type === 'CAROUSEL_ALBUM'
      ? 'carousel_container'
      : post.product === 'REELS'
        ? 'clips'
        : 'feed',
  takenAt: new Date(Math.floor(post.publishedAt / 1_000) * 1_000),
})

const differing = (
  of: string,
  expected: Record<string, unknown>,
  stored: Record<string, unknown>,
): Difference[] =>
  Object.entries(expected).flatMap(([field, value]) =>
    JSON.stringify(value) === JSON.stringify(stored[field])
      ? []
      : [{ of, field, expected: value, stored: stored[field] }],
  )

const outside = (
  of: string,
  field: string,
  { least, most }: { least: number; most: number },
  stored: unknown,
): Difference[] =>
  typeof stored === 'number' && stored >= least && stored <= most
    ? []
    : [{ of, field, expected: `${least} to ${most}`, stored }]
