import { fault, textMatching } from '../../../http/fault.ts'
import { InvalidInputError, NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { CreatorAddress } from '../../erasures.ts'
import type { Services } from '../../services.ts'
import { BlogParams, creatorText, findBlogId } from '../../scrape/index.ts'
import { countErasure, describeErasure } from '../store/describe.ts'
import { summarizeErased } from '../store/erased.ts'

const platformIdText = textMatching(
  z.string(),
  /^\d{1,30}$/,
  fault('not_an_id', "expected the platform's id: digits"),
).openapi({ example: '787132' })

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

const ErasureCounts = z
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
  .openapi('ErasureCounts')

const Erasures = z
  .object({
    creators: z.int().openapi({ description: 'Erasures; each is lifted as a whole' }),
    ids: z.int(),
    usernames: z.int().openapi({ description: 'A creator may have several' }),
    latest: z.array(Timestamp).openapi({
      description: 'When the last 100 creators were erased, newest first',
    }),
  })
  .openapi('Erasures')

const operation = operationsFor<Pick<Services, 'db' | 'erasures'>>()

export const erasureOperations = {
  eraseBlog: operation.act({
    method: 'delete',
    path: '/api/blogs/{id}',
    access: { elevated: 'erasure:write' },
    tags: ['erasures'],
    summary: 'Erase a creator, and keep it from coming back',
    description: ERASE,
    params: BlogParams,
    query: z.strictObject({
      erase: z.enum(['true', 'false']).optional().openapi({
        description: 'Nothing is erased without `true`: the answer says what would be',
      }),
    }),
    answer: ErasureAnswer,
    success: 'What was erased',
    refusals: { 404: 'No such blog', 422: 'What would be erased' },
    async run({ params, query }, { db, erasures }) {
      const blogId = await findBlogId(db, params.id)
      if (query.erase !== 'true') {
        const reason = await describeErasure(db, blogId)
        throw new InvalidInputError(reason, [
          { field: 'erase', reason: 'expected true', code: 'not_accepted' },
        ])
      }
      return await erasures.erase({ blogId })
    },
  }),

  describeErasure: operation.get({
    path: '/api/blogs/{id}/erasure',
    access: 'erasure:read',
    tags: ['erasures'],
    summary: 'What erasing a creator would remove',
    params: BlogParams,
    answer: ErasureCounts,
    success: 'Numbers',
    refusals: { 404: 'No such blog' },
    run: async ({ params }, { db }) => await countErasure(db, await findBlogId(db, params.id)),
  }),

  eraseCreator: operation.act({
    path: '/api/erasures',
    access: { elevated: 'erasure:write' },
    summary: 'Erase all data about a creator and block its return',
    description: `For creators who have no blog here (yet), too. ${ERASE}`,
    body: CreatorToErase,
    answer: ErasureAnswer,
    success: 'What was erased',
    async run({ body }, { erasures }, { http }) {
      http.set('isAnswerStorable', false)
      return await erasures.erase(addressOf(body))
    },
  }),

  getErasures: operation.get({
    path: '/api/erasures',
    access: 'erasure:read',
    summary: 'How many creators are kept from coming back',
    description: 'Only keyed hashes are stored: they cannot be mapped back to a person.',
    answer: Erasures,
    success: 'Numbers and times',
    run: async (_, { db }) => await summarizeErased(db),
  }),

  liftErasure: operation.act({
    method: 'delete',
    path: '/api/erasures',
    access: { elevated: 'erasure:write' },
    summary: 'Lift an erasure',
    description:
      'The id or any name is enough: all that keeps the creator out is lifted together. What was ' +
      'erased stays erased.',
    body: CreatorToErase,
    success: 'May come back',
    refusals: { 404: 'This name or id was not erased' },
    async run({ body }, { erasures }) {
      if (!(await erasures.lift(addressOf(body))))
        throw new NoSuchRecordError('this name or id was not erased')
    },
  }),
}

const addressOf = (
  creator: z.output<typeof CreatorToErase>,
): Exclude<CreatorAddress, { blogId: string }> =>
  'username' in creator ? creator : { platformId: creator.platform_id }
