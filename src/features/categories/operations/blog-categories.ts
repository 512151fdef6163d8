import { sql } from 'kysely'
import { InvalidInputError } from '../../../base/errors.ts'
import type { Db } from '../../../db/database.ts'
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
import type { Services } from '../../manifest.ts'
import { BlogParams, findBlogId } from '../../scrape/index.ts'
import { CategoryReference } from '../category-fields.ts'
import { findCategories, giveCategories, takeGivenCategory } from '../store/given.ts'

const CategoriesOfBlog = z
  .object({
    given: z
      .union([z.object({ category: z.string(), given_at: Timestamp }), z.null()])
      .openapi({ description: 'The category that a person gave; it comes before those of topics' }),
    topics: z
      .array(
        z.object({
          topic: z.string(),
          is_primary: z.boolean(),
          category: z.string().nullable().openapi({ description: 'Null for an unknown topic' }),
          matched_by: z.enum(['name', 'synonym', 'similarity', 'words']).nullable(),
        }),
      )
      .openapi({ description: 'What the newest insights name, the primary one first' }),
  })
  .openapi('CategoriesOfBlog')
type CategoriesOfBlog = z.output<typeof CategoriesOfBlog>

const noSuchBlog = problem('No such blog')
const tags = ['categories']

const show = createRoute({
  method: 'get',
  path: '/api/blogs/{id}/category',
  access: 'creators:read',
  operationId: 'getBlogCategory',
  tags,
  summary: 'Why a creator is in its categories',
  request: { params: BlogParams },
  responses: { 200: json('The category given, and the topics', CategoriesOfBlog), 404: noSuchBlog },
})

const give = createRoute({
  method: 'put',
  path: '/api/blogs/{id}/category',
  access: 'creators:write',
  operationId: 'setBlogCategory',
  tags,
  summary: 'Correct the primary category of a creator',
  description: 'No model changes it any more. Null leaves the categories to the topics again.',
  request: {
    params: BlogParams,
    body: jsonBody(
      z
        .strictObject({
          category: CategoryReference.nullable().openapi({ description: 'By name or synonym' }),
        })
        .openapi('CategoryOfBlog'),
    ),
  },
  responses: { 200: json('The category given, and the topics', CategoriesOfBlog), 404: noSuchBlog },
})

/** The category that a person says a creator is about. */
export function givenRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(show, async (c) => {
    const id = await findBlogId(db, c.req.valid('param').id)
    return c.json(await categoriesOf(db, id), 200)
  })
  router.openapi(give, async (c) => {
    const id = await findBlogId(db, c.req.valid('param').id)
    await setCategory(db, id, c.req.valid('json').category)
    return c.json(await categoriesOf(db, id), 200)
  })
  return router
}

async function setCategory(db: Db, blogId: string, word: string | null): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (word === null) return await takeGivenCategory(tx, blogId)
    const found = (await findCategories(tx, [word])).get(word)
    if (found && 'id' in found) return await giveCategories(tx, new Map([[blogId, found.id]]))
    const nearest = found?.nearest ?? []
    const hint = nearest.length === 0 ? '' : `; the nearest are ${nearest.join(', ')}`
    const reason = `names no category${hint}`
    throw new InvalidInputError(`category: ${reason}`, [{ field: 'category', reason }])
  })
}

async function categoriesOf(db: Db, blogId: string) {
  type Found = {
    given: { category: string; given_at: Date } | null
    topics: CategoriesOfBlog['topics']
  }
  const given = await db
    .selectFrom('given_categories as given')
    .innerJoin('categories as c', 'c.id', 'given.category_id')
    .select(['c.name as category', 'given.given_at'])
    .where('given.blog_id', '=', blogId)
    .executeTakeFirst()
  const { rows: topics } = await sql<Found['topics'][number]>`
    select t.topic, t.place = 0 as is_primary, c.name as category, t.matched_by
    from blog_topics t left join categories c on c.id = t.category_id
    where t.blog_id = ${blogId} order by t.place, t.term`.execute(db)
  return { given: given ?? null, topics }
}
