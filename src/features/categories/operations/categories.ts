import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import {
  addCategory,
  CategoryView,
  changeCategory,
  getCategory,
  guessedTopics,
  listCategories,
  listCategoryNames,
  mergeCategory,
  removeCategory,
  type CategoryRow,
} from '../store/categories.ts'
import { CategoryName, CategoryReference, TopicText } from '../category-fields.ts'

const MAX_SYNONYMS = 500

const CategoryDetail = CategoryView.extend({
  guessed_topics: z
    .array(
      z.object({
        topic: z.string(),
        creators: z.int(),
        matched_by: z.enum(['similarity', 'words']),
        similarity: z.number().nullable().openapi({ description: '0 to 1' }),
      }),
    )
    .openapi({
      description:
        'The 100 most frequent topics that are in it although they are no word of it, for somebody to check: those with nearly the letters of one, and those with a word in them. POST /api/topics/map puts right what is wrong.',
    }),
}).openapi('CategoryDetail')

const synonyms = z.array(TopicText).max(MAX_SYNONYMS)
const params = z.strictObject({
  category: CategoryReference.openapi({ param: { name: 'category', in: 'path' } }),
})
const noSuch = problem('No such category')
const taken = problem('A word of it is a word of another category')

const list = createRoute({
  method: 'get',
  path: '/api/categories',
  access: 'creators:read',
  operationId: 'listCategories',
  summary: 'Categories of creators, by name',
  description: "A creator's topics, as the model names them, are matched to these.",
  request: { query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of categories', pageOf(CategoryView)) },
})

const listNames = createRoute({
  method: 'get',
  path: '/api/category-names',
  access: 'creators:read',
  operationId: 'listCategoryNames',
  summary: 'Names of categories alone, to suggest to whoever types one',
  description: 'In alphabetical order. GET /api/categories counts their creators besides.',
  request: { query: z.strictObject(cursorFields) },
  responses: {
    200: json(
      'A page of names',
      pageOf(z.object({ id: z.uuid(), name: z.string() }).openapi('CategoryName')),
    ),
  },
})

const add = createRoute({
  method: 'post',
  path: '/api/categories',
  access: 'creators:write',
  operationId: 'createCategory',
  summary: 'Make a category',
  description: 'Creators whose topics it matches are in it at once.',
  request: {
    body: jsonBody(
      z.strictObject({ name: CategoryName, synonyms: synonyms.default([]) }).openapi('NewCategory'),
    ),
  },
  responses: { 201: json('The category', CategoryView), 409: taken },
})

const show = createRoute({
  method: 'get',
  path: '/api/categories/{category}',
  access: 'creators:read',
  operationId: 'getCategory',
  summary: 'One category, with the topics that were put into it by a guess',
  request: { params },
  responses: { 200: json('The category', CategoryDetail), 404: noSuch },
})

const change = createRoute({
  method: 'patch',
  path: '/api/categories/{category}',
  access: 'creators:write',
  operationId: 'updateCategory',
  summary: 'Rename a category, or replace its synonyms',
  description: 'The old name becomes a synonym, unless `synonyms` is given without it.',
  request: {
    params,
    body: jsonBody(
      z
        .strictObject({ name: CategoryName.optional(), synonyms: synonyms.optional() })
        .refine((body) => Object.keys(body).length > 0, 'expected name or synonyms')
        .openapi('CategoryChange'),
    ),
  },
  responses: { 200: json('The category', CategoryView), 404: noSuch, 409: taken },
})

const merge = createRoute({
  method: 'post',
  path: '/api/categories/{category}/merge',
  access: 'creators:write',
  operationId: 'mergeCategory',
  summary: 'Make one category of two',
  description: 'The name, the synonyms and the creators of the category become those of `into`.',
  request: {
    params,
    body: jsonBody(z.strictObject({ into: CategoryReference }).openapi('CategoryMerge')),
  },
  responses: {
    200: json('What it was merged into', CategoryView),
    404: noSuch,
    409: problem('It is the same category'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/categories/{category}',
  access: 'creators:write',
  operationId: 'deleteCategory',
  summary: 'Remove a category with its words',
  description: 'Its topics are matched to the other categories; those that fit none are unknown.',
  request: { params },
  responses: { 204: { description: 'Removed' }, 404: noSuch },
})

/** What creators can be about. */
export function categoryRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const page = c.req.valid('query')
    const [after] = readCursor(page, z.tuple([z.string()])) ?? []
    const rows = await listCategories(db, { limit: page.limit + 1, after })
    const key = (row: CategoryRow) => [row.name]
    return c.json(cutPage(rows, page.limit, { key }), 200)
  })
  router.openapi(listNames, async (c) => {
    const page = c.req.valid('query')
    const [after] = readCursor(page, z.tuple([z.string()])) ?? []
    const rows = await listCategoryNames(db, { limit: page.limit + 1, after })
    return c.json(cutPage(rows, page.limit, { key: ({ name }) => [name] }), 200)
  })
  router.openapi(add, async (c) => c.json(await addCategory(db, c.req.valid('json')), 201))
  router.openapi(show, async (c) => {
    const category = await getCategory(db, c.req.valid('param').category)
    return c.json({ ...category, guessed_topics: await guessedTopics(db, category.id) }, 200)
  })
  router.openapi(change, async (c) => {
    const { category } = c.req.valid('param')
    return c.json(await changeCategory(db, category, c.req.valid('json')), 200)
  })
  router.openapi(merge, async (c) => {
    const { category } = c.req.valid('param')
    return c.json(await mergeCategory(db, category, c.req.valid('json').into), 200)
  })
  router.openapi(remove, async (c) => {
    await removeCategory(db, c.req.valid('param').category)
    return c.body(null, 204)
  })
  return router
}
