import { InvalidInputError, NoSuchRecordError } from '../../../base/errors.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { CreatorAddress, Services } from '../../manifest.ts'
import { BlogParams, creatorText, findBlogId } from '../../scrape/index.ts'
import { countErasure, describeErasure } from '../store/describe.ts'
import { summarizeErased } from '../store/erased.ts'

const platformIdText = z
  .string()
  .regex(/^\d{1,30}$/, "expected the platform's id: digits")
  .openapi({ example: '787132' })

const Rows = z.record(z.string(), z.int()).openapi({ description: 'Rows by table' })

const ErasureAnswer = z
  .object({
    blocked: z
      .object({ ids: z.int(), usernames: z.int() })
      .openapi({ description: 'What cannot come back' }),
    removed: Rows,
    changed: Rows.openapi({
      description: 'Rows about others that named the creator, by table: the name was taken out',
    }),
  })
  .openapi('Erasure')

const CreatorToErase = z
  .union(
    [
      z.strictObject({ username: creatorText.openapi({ example: 'natgeo' }) }),
      z.strictObject({ platform_id: platformIdText }),
    ],
    { error: 'expected either username or platform_id' },
  )
  .openapi('CreatorToErase')

const ERASE = 'Cannot be undone. See docs/privacy.md for what goes and what stays.'

const eraseBlog = createRoute({
  method: 'delete',
  path: '/api/blogs/{id}',
  access: { elevated: 'erasure:write' },
  operationId: 'eraseBlog',
  tags: ['erasures'],
  summary: 'Erase a creator, and keep it from coming back',
  description: ERASE,
  request: {
    params: BlogParams,
    query: z.strictObject({
      erase: z.enum(['true', 'false']).optional().openapi({
        description: 'Nothing is erased without `true`: the answer says what would be',
      }),
    }),
  },
  responses: {
    200: json('What was erased', ErasureAnswer),
    404: problem('No such blog'),
    422: problem('What would be erased'),
  },
})

const describe = createRoute({
  method: 'get',
  path: '/api/blogs/{id}/erasure',
  access: 'erasure:read',
  operationId: 'describeErasure',
  tags: ['erasures'],
  summary: 'What erasing a creator would remove',
  request: { params: BlogParams },
  responses: {
    200: json(
      'Numbers',
      z
        .object({
          username: z.string(),
          posts: z.int(),
          highlights: z.int(),
          snapshots: z.int(),
          tasks: z.int(),
          other_blogs: z
            .array(z.string())
            .openapi({ description: 'Further profiles of the same person, which would stay' }),
        })
        .openapi('ErasureCounts'),
    ),
    404: problem('No such blog'),
  },
})

const add = createRoute({
  method: 'post',
  path: '/api/erasures',
  access: { elevated: 'erasure:write' },
  operationId: 'eraseCreator',
  summary: 'Erase all data about a creator and block its return',
  description: `For creators who have no blog here (yet), too. ${ERASE}`,
  request: { body: jsonBody(CreatorToErase) },
  responses: { 200: json('What was erased', ErasureAnswer) },
})

const list = createRoute({
  method: 'get',
  path: '/api/erasures',
  access: 'erasure:read',
  operationId: 'getErasures',
  summary: 'How many creators are kept from coming back',
  description: 'Only keyed hashes are stored: they cannot be mapped back to a person.',
  responses: {
    200: json(
      'Numbers and times',
      z
        .object({
          creators: z.int().openapi({ description: 'Erasures; each is lifted as a whole' }),
          ids: z.int(),
          usernames: z.int().openapi({ description: 'A creator may have several' }),
          latest: z.array(Timestamp).openapi({
            description: 'When the last 100 creators were erased, newest first',
          }),
        })
        .openapi('Erasures'),
    ),
  },
})

const lift = createRoute({
  method: 'delete',
  path: '/api/erasures',
  access: { elevated: 'erasure:write' },
  operationId: 'liftErasure',
  summary: 'Lift an erasure',
  description:
    'The id or any name is enough: all that keeps the creator out is lifted together. What was ' +
    'erased stays erased.',
  request: { body: jsonBody(CreatorToErase) },
  responses: {
    204: { description: 'May come back' },
    404: problem('This name or id was not erased'),
  },
})

export function erasureRoutes({ db, erasures }: Pick<Services, 'db' | 'erasures'>): Router {
  const router = createRouter()
  router.openapi(eraseBlog, async (c) => {
    const blogId = await findBlogId(db, c.req.valid('param').id)
    if (c.req.valid('query').erase !== 'true') {
      const reason = await describeErasure(db, blogId)
      throw new InvalidInputError(reason, [{ field: 'erase', reason: 'expected true' }])
    }
    return c.json(await erasures.erase({ blogId }), 200)
  })
  router.openapi(describe, async (c) => {
    const blogId = await findBlogId(db, c.req.valid('param').id)
    return c.json(await countErasure(db, blogId), 200)
  })
  router.openapi(add, async (c) => {
    c.set('answerMayBeKept', false)
    return c.json(await erasures.erase(addressOf(c.req.valid('json'))), 200)
  })
  router.openapi(list, async (c) => {
    const { latest, ...counts } = await summarizeErased(db)
    return c.json({ ...counts, latest: latest.map((time) => time.toISOString()) }, 200)
  })
  router.openapi(lift, async (c) => {
    const lifted = await erasures.lift(addressOf(c.req.valid('json')))
    if (!lifted) throw new NoSuchRecordError('this name or id was not erased')
    return c.body(null, 204)
  })
  return router
}

const addressOf = (
  given: z.output<typeof CreatorToErase>,
): Exclude<CreatorAddress, { blogId: string }> =>
  'username' in given ? given : { platformId: given.platform_id }
