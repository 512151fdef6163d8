import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
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
import { parseCreatorAddress } from '../../../creators/address.ts'
import { isUuid } from '../../../base/text.ts'
import { BlogView, selectBlogs } from '../../blogs/index.ts'
import { findCreators } from '../../lists/index.ts'
import type { Services } from '../../manifest.ts'
import { joinPersons, MOST_BLOGS_OF_PERSON, partBlog } from '../../scrape/index.ts'

/** A person with the profiles that are known to be theirs. */
const PersonView = z
  .object({
    id: z.uuid(),
    full_name: z.string().nullable(),
    created_at: Timestamp,
    blogs: z.array(BlogView).openapi({
      description:
        'The profiles with the most followers first. Who follows two of them is in both counts, so that the sum is no audience',
    }),
  })
  .openapi('Person')

const reference = z.string().min(1).max(2_000)
const blog = reference.openapi({
  description: 'The id of the blog, its username, or the address of its profile',
  example: 'natgeo',
})

const PersonParams = z.strictObject({
  id: reference
    .transform((text, context) => {
      const trimmed = text.trim()
      if (isUuid(trimmed)) return trimmed.toLowerCase()
      const parsed = parseCreatorAddress(trimmed)
      if ('username' in parsed) return parsed.username
      context.addIssue({ code: 'custom', message: parsed.reason })
      return z.NEVER
    })
    .openapi({
      type: 'string',
      description: 'The id of the person, or the id, username or address of a profile of theirs',
      example: 'natgeo',
    }),
})

const show = createRoute({
  method: 'get',
  path: '/api/persons/{id}',
  access: 'creators:read',
  operationId: 'getPerson',
  summary: 'A person with all profiles that are known to be theirs',
  request: { params: PersonParams },
  responses: { 200: json('The person', PersonView), 404: problem('No such person') },
})

const join = createRoute({
  method: 'post',
  path: '/api/persons/join',
  access: 'creators:write',
  operationId: 'joinProfiles',
  summary: 'Make profiles those of one person',
  description:
    'The person of the first blog stays; who owns the others becomes the same person, with all profiles of theirs. Joining again changes nothing.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          blogs: z
            .array(blog)
            .min(2)
            .max(MOST_BLOGS_OF_PERSON)
            .openapi({ example: ['natgeo', 'natgeotravel'] }),
        })
        .openapi('PersonJoin'),
    ),
  },
  responses: {
    200: json('The person', PersonView),
    409: problem(`They have more than ${MOST_BLOGS_OF_PERSON} profiles`),
    422: problem('A creator is not known here, or the request is faulty'),
  },
})

const part = createRoute({
  method: 'post',
  path: '/api/persons/part',
  access: 'creators:write',
  operationId: 'partProfiles',
  summary: 'Give a profile a person of its own',
  description: 'The other profiles of the person stay together. Parting again changes nothing.',
  request: { body: jsonBody(z.strictObject({ blog }).openapi('PersonPart')) },
  responses: {
    200: json('The person of this profile', PersonView),
    422: problem('The creator is not known here, or the request is faulty'),
  },
})

/** Which profiles are one person's. */
export function personRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(show, async (c) => c.json(await shown(db, c.req.valid('param').id), 200))
  router.openapi(join, async (c) => {
    const ids = await findBlogs(db, c.req.valid('json').blogs, (place) => `blogs.${place}`)
    const id = await db.transaction().execute(async (tx) => await joinPersons(tx, ids))
    return c.json(await shown(db, id), 200)
  })
  router.openapi(part, async (c) => {
    const [blogId = ''] = await findBlogs(db, [c.req.valid('json').blog], () => 'blog')
    const id = await db.transaction().execute(async (tx) => await partBlog(tx, blogId))
    return c.json(await shown(db, id), 200)
  })
  return router
}

/** A person with everything that they own here, the profiles with the most followers first. */
async function shown(db: Db, named: string) {
  const person = await getPerson(db, named)
  const blogs = await selectBlogs(db)
    .where('blog.person_id', '=', person.id)
    .orderBy(sql`blog.follower_count desc nulls last, blog.id`)
    .execute()
  return { ...person, blogs }
}

type PersonRow = { id: string; full_name: string | null; created_at: Date }

/** A person by its id, or by the id or username (lower case) of a blog of theirs. Throws NoSuchRecordError. */
async function getPerson(db: Db, named: string): Promise<PersonRow> {
  const { rows } = await sql<PersonRow>`
    select id, full_name, created_at from shared.persons
    where ${
      isUuid(named)
        ? sql`id in (
            select ${named}::uuid union all select person_id from shared.blogs where id = ${named}::uuid
          )`
        : sql`id = (select person_id from shared.blogs where platform = 'instagram' and username = ${named})`
    }`.execute(db)
  const [person] = rows
  if (!person) throw new NoSuchRecordError(`no person ${named}`)
  return person
}

/** The ids of all these creators. Throws an InvalidInputError that names each one who is not known here. */
async function findBlogs(
  db: Db,
  texts: readonly string[],
  fieldOf: (place: number) => string,
): Promise<string[]> {
  const found = await findCreators(db, texts)
  const problems = found.flatMap((each, place) =>
    'reason' in each ? [{ field: fieldOf(place), reason: each.reason }] : [],
  )
  const [first] = problems
  if (first) throw new InvalidInputError(`${first.field}: ${first.reason}`, problems)
  return found.flatMap((each) => ('id' in each ? [each.id] : []))
}
