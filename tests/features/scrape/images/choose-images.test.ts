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
const namesOf = (posts: ReturnType<typeof postOf>[], limit = 10): string[] =>
  chooseImages({ profile, posts }, limit).map(({ name }) => name)

test('the avatar comes first, then the newest posts, and pinned ones last', () => {
  const posts = [postOf(9, { isPinned: true }), postOf(3), postOf(5), postOf(4)]
  expect(namesOf(posts)).toEqual(['avatar 77_1', 'post p5', 'post p4', 'post p3', 'post p9'])
})

test('there are nine posts at most, and posts without a picture do not count', () => {
  const posts = Array.from({ length: 20 }, (_, day) => postOf(day + 1))
  expect(namesOf(posts)).toHaveLength(10)
  expect(namesOf(posts, 3)).toEqual(['avatar 77_1', 'post p20', 'post p19'])
  expect(namesOf(posts, 0)).toEqual([])
  expect(namesOf([postOf(2, { thumbnailUrl: null }), postOf(1)])).toEqual([
    'avatar 77_1',
    'post p1',
  ])
})

test('an avatar without an id is known by the name of its file, which stays when it is signed anew', () => {
  const nameless = (query: string) => ({
    ...profile,
    pictureId: null,
    avatarUrl: AVATAR.replace('oe=7FFFFFFF', query),
  })
  const [first] = chooseImages({ profile: nameless('oe=1'), posts: [] }, 10)
  const [later] = chooseImages({ profile: nameless('oe=2'), posts: [] }, 10)
  expect(first?.name).toBe('avatar 77_n.jpg')
  expect(later?.name).toBe('avatar 77_n.jpg')
  expect(chooseImages({ profile: { ...profile, avatarUrl: null }, posts: [] }, 10)).toEqual([])
})
