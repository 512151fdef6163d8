import { faultIssue } from '../../../http/fault.ts'
import { describeReference } from '../../../http/references.ts'
import { CREATOR } from '../../scrape/index.ts'
import type { Db } from '../../../db/handles.ts'
import { InvalidInputError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { parseCreatorAddress } from '../../../creators/address.ts'
import { isUuid } from '../../../base/text.ts'
import { BlogView } from '../../blogs/index.ts'
import { findCreators } from '../../lists/index.ts'
import type { Services } from '../../services.ts'
import { joinPersons, MAX_BLOGS_OF_PERSON, partBlog } from '../../scrape/index.ts'
import { showPerson } from '../store/persons.ts'

/** A person with the profiles that are known to be theirs. */
const PersonView = z
  .object({
    id: z.uuid(),
    full_name: z.string().nullable(),
    created_at: Timestamp,
    blogs: z.array(BlogView).openapi({
      description:
        'The profiles with the most followers first. Who follows two of them is in both ' +
        'counts, so that the sum is no audience',
    }),
  })
  .openapi('Person')

const reference = z.string().min(1).max(2_000)
const blog = reference.openapi(describeReference(CREATOR))

const PersonParams = z.strictObject({
  id: reference
    .transform((text, context) => {
      const trimmed = text.trim()
      if (isUuid(trimmed)) return trimmed.toLowerCase()
      const parsed = parseCreatorAddress(trimmed)
      if ('username' in parsed) return parsed.username
      context.addIssue(faultIssue('not_a_username', parsed.reason))
      return z.NEVER
    })
    .openapi({
      type: 'string',
      description: 'The id of the person, or the id, username or address of a profile of theirs',
      example: 'natgeo',
    }),
})

const operation = operationsFor<Pick<Services, 'db'>>()

/** Which profiles are one person's. */
export const personOperations = {
  getPerson: operation.get({
    path: '/api/persons/{id}',
    access: 'creators:read',
    summary: 'A person with all profiles that are known to be theirs',
    params: PersonParams,
    answer: PersonView,
    success: 'The person',
    refusals: { 404: 'No such person' },
    run: async ({ params }, { db }) => await showPerson(db, params.id),
  }),

  joinProfiles: operation.act({
    path: '/api/persons/join',
    access: 'creators:write',
    summary: 'Make profiles those of one person',
    description:
      'The person of the first blog stays; who owns the others becomes the same person, with ' +
      'all profiles of theirs. Joining again changes nothing.',
    body: z
      .strictObject({
        blogs: z
          .array(blog)
          .min(2)
          .max(MAX_BLOGS_OF_PERSON)
          .openapi({ example: ['natgeo', 'natgeotravel'] }),
      })
      .openapi('PersonJoin'),
    answer: PersonView,
    success: 'The person',
    refusals: {
      409: `They have more than ${MAX_BLOGS_OF_PERSON} profiles`,
      422: 'A creator is not known here, or the request is faulty',
    },
    async run({ body }, { db }) {
      const ids = await findBlogs(db, body.blogs, (place) => `blogs.${place}`)
      const id = await db.transaction().execute(async (tx) => await joinPersons(tx, ids))
      return await showPerson(db, id)
    },
  }),

  partProfiles: operation.act({
    path: '/api/persons/part',
    access: 'creators:write',
    summary: 'Give a profile a person of its own',
    description: 'The other profiles of the person stay together. Parting again changes nothing.',
    body: z.strictObject({ blog }).openapi('PersonPart'),
    answer: PersonView,
    success: 'The person of this profile',
    refusals: { 422: 'The creator is not known here, or the request is faulty' },
    async run({ body }, { db }) {
      const [blogId = ''] = await findBlogs(db, [body.blog], () => 'blog')
      const id = await db.transaction().execute(async (tx) => await partBlog(tx, blogId))
      return await showPerson(db, id)
    },
  }),
}

/**
 * The ids of all these creators. Throws an InvalidInputError that names each one who is not known
 * here.
 */
async function findBlogs(
  db: Db,
  texts: readonly string[],
  fieldOf: (place: number) => string,
): Promise<string[]> {
  const found = await findCreators(db, texts)
  const problems = found.flatMap((each, place) =>
    'reason' in each
      ? [{ field: fieldOf(place), reason: each.reason, code: 'unknown_creator' as const }]
      : [],
  )
  const [first] = problems
  if (first) throw new InvalidInputError(`${first.field}: ${first.reason}`, problems)
  return found.flatMap((each) => ('id' in each ? [each.id] : []))
}
