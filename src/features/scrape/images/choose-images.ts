import type { Post, Profile } from '../../../platforms/creators.ts'

/** The known facts about a creator's pictures. */
export type PicturesInUse = {
  profile: Pick<Profile, 'avatarUrl' | 'pictureId'>
  posts: readonly Pick<Post, 'platformId' | 'thumbnailUrl' | 'isPinned' | 'takenAt'>[]
}

/** The most pictures of posts. */
const MAX_POSTS = 9

/** A wanted picture; its name (`avatar <id>`, `post <id>`) outlives its signed address. */
export type ChosenImage = { name: string; address: string }

/** The prefixes of the names of these pictures. */
export const AVATAR = 'avatar '
export const POST = 'post '

/** The name of the picture of a post. */
export const postImage = (platformId: string): string => `${POST}${platformId}`

/**
 * The avatar, then the pictures of the newest posts and reels, pinned ones last: `limit` of them at
 * most, in that order.
 */
export function chooseImages({ profile, posts }: PicturesInUse, limit: number): ChosenImage[] {
  const inOrder = posts.toSorted(
    (a, b) => Number(a.isPinned) - Number(b.isPinned) || b.takenAt.getTime() - a.takenAt.getTime(),
  )
  const ofPosts = inOrder.flatMap(({ platformId, thumbnailUrl }): ChosenImage[] =>
    thumbnailUrl === null ? [] : [{ name: postImage(platformId), address: thumbnailUrl }],
  )
  return [...avatarOf(profile), ...ofPosts.slice(0, MAX_POSTS)].slice(0, limit)
}

function avatarOf({ avatarUrl, pictureId }: PicturesInUse['profile']): ChosenImage[] {
  if (avatarUrl === null) return []
  return [{ name: `${AVATAR}${pictureId ?? fileNameOf(avatarUrl)}`, address: avatarUrl }]
}

/**
 * Returns the name of the file in an address: each signature changes the address, but not the name.
 */
const fileNameOf = (address: string): string =>
  URL.parse(address)?.pathname.split('/').at(-1) ?? address
