import { expect, test } from 'vitest'
import { chooseImages } from '../../../../src/features/scrape/images/choose-images.ts'
import { aPost } from '../metrics/a-post.ts'

const AVATAR = 'https://scontent.cdninstagram.com/v/t51/77_n.jpg?oe=7FFFFFFF'
const profile = { avatarUrl: AVATAR, pictureId: '77_1' }
const postOf = (day: number, more = {}) => ({
  ...aPost({ platformId: `p${day}`, takenAt: new Date(Date.UTC(2026, 0, day)) }),
  thumbnailUrl: `https://scontent.cdninstagram.com/v/t51/${day}_n.jpg`,
  ...more,
})
const idsOf = (posts: ReturnType<typeof postOf>[], limit = 10): string[] =>
  chooseImages({ profile, posts }, limit).map(({ platformId }) => platformId)

test('the avatar comes first, then the newest posts, and pinned ones last', () => {
  const posts = [postOf(9, { isPinned: true }), postOf(3), postOf(5), postOf(4)]
  expect(idsOf(posts)).toEqual(['77_1', 'p5', 'p4', 'p3', 'p9'])
})

test('there are nine posts at most, and posts without a picture do not count', () => {
  const posts = Array.from({ length: 20 }, (_, day) => postOf(day + 1))
  expect(idsOf(posts)).toHaveLength(10)
  expect(idsOf(posts, 3)).toEqual(['77_1', 'p20', 'p19'])
  expect(idsOf(posts, 0)).toEqual([])
  expect(idsOf([postOf(2, { thumbnailUrl: null }), postOf(1)])).toEqual(['77_1', 'p1'])
})

test('an avatar without an id is known by the name of its file, which stays when it is signed anew', () => {
  const nameless = (query: string) => ({
    ...profile,
    pictureId: null,
    avatarUrl: AVATAR.replace('oe=7FFFFFFF', query),
  })
  const [first] = chooseImages({ profile: nameless('oe=1'), posts: [] }, 10)
  const [later] = chooseImages({ profile: nameless('oe=2'), posts: [] }, 10)
  expect(first?.platformId).toBe('77_n.jpg')
  expect(later?.platformId).toBe('77_n.jpg')
  expect(chooseImages({ profile: { ...profile, avatarUrl: null }, posts: [] }, 10)).toEqual([])
})
