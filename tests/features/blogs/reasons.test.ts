import { expect } from 'vitest'
import { z } from 'zod'
import { CREATOR, ID, creator } from '../../console/fill/creator.ts'
import { test } from '../../console/kit.ts'
import { init } from '../../http/kit.ts'

const Answer = z.object({
  data: z.array(z.looseObject({ username: z.string(), posts: z.array(z.looseObject({})) })),
})

test('reasons come from stored figures, each with its age', async ({ db, served }) => {
  await creator.fill(db, 'lovely')

  const answer = await served.app.request(`/api/blogs/reasons?ids=${ID}`, init('GET'))
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  const { data } = Answer.parse(JSON.parse(text))

  expect(data).toMatchObject([
    {
      id: ID,
      username: CREATOR,
      languages: ['ru', 'kk'],
      city: 'Almaty',
      city_source: 'tagged',
      city_posts: 11,
      er: 0.0342,
      er_posts: 12,
      strength: 'above',
      steadiness: null,
      tier: { creators: 64, median: 0.025 },
      risk_flags: ['er_far_below_peers', 'follower_spike'],
    },
  ])
  expect(data[0]?.posts).toHaveLength(20)
  // Oldest first; the pinned one is left out, and hidden likes are unknown.
  expect(data[0]?.posts.at(-1)).toMatchObject({ platform_id: '7002', paid: null })
  expect(data[0]?.posts.at(-2)).toMatchObject({ platform_id: '7003', engagement: null })
  expect(data[0]?.posts.at(-3)).toMatchObject({ platform_id: '7004', paid: 'label' })
})
