import { InvalidInputError } from '../../errors.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { parseHashtag } from '../../hashtag.ts'

const DiscoverRequest = z
  .strictObject({
    hashtag: z
      .string()
      .max(200)
      .openapi({ description: 'With or without #', example: '#алматымама' }),
    min_followers: z.int().min(0).max(2_000_000_000).optional().openapi({
      description: 'The least followers a creator must have; DISCOVER_MIN_FOLLOWERS by default',
    }),
  })
  .openapi('DiscoverRequest')

const DiscoverAnswer = z
  .object({
    result: z.enum(['created', 'already_open']),
    task_id: z.int(),
    hashtag: z.string().openapi({ description: 'As gramd understood it' }),
  })
  .openapi('DiscoverAnswer')

const discover = createRoute({
  method: 'post',
  path: '/api/tasks/discover',
  tags: ['tasks'],
  summary: 'Find creators through a hashtag',
  request: { body: jsonBody(DiscoverRequest) },
  responses: {
    202: json('The task that will do it', DiscoverAnswer),
    422: problem('The hashtag cannot exist'),
  },
})

export function discoverRoutes({ db, queue }: Services): Router {
  return createRouter().openapi(discover, async (c) => {
    const { hashtag: text, ...rest } = c.req.valid('json')
    const parsed = parseHashtag(text)
    if (!('hashtag' in parsed)) {
      throw new InvalidInputError(`hashtag: ${parsed.reason}`, [
        { field: 'hashtag', reason: parsed.reason },
      ])
    }
    const { hashtag } = parsed
    const { id, created } = await queue.enqueue(db, 'discover', { hashtag, ...rest })
    queue.wake()
    return c.json(
      { result: created ? ('created' as const) : ('already_open' as const), task_id: id, hashtag },
      202,
    )
  })
}
