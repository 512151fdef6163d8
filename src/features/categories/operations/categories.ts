import { fault } from '../../../http/fault.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { CategoryName, CategoryReference, TopicText } from '../category-fields.ts'
import { CategoryDetail, CategoryView } from '../category-view.ts'
import {
  addCategory,
  changeCategory,
  getCategory,
  guessedTopics,
  listCategories,
  listCategoryNames,
  mergeCategory,
  removeCategory,
} from '../store/categories.ts'

const MAX_SYNONYMS = 500

const synonyms = z.array(TopicText).max(MAX_SYNONYMS)
const params = z.strictObject({
  category: CategoryReference,
})
const CategoryChange = z
  .strictObject({ name: CategoryName.optional(), synonyms: synonyms.optional() })
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected name or synonyms'),
  )
  .openapi('CategoryChange')
const version = editedFields(CategoryChange)
const operation = operationsFor<Pick<Services, 'db'>>()

const noSuch = { 404: 'No such category' }
const taken = { 409: 'A word of it is a word of another category' }

/** Operations on categories: the subjects of creators. */
export const categoryOperations = {
  listCategories: operation.list({
    path: '/api/categories',
    access: 'creators:read',
    assistant: { tool: true },
    summary: 'Categories of creators, by name',
    description: "A creator's topics, as the model names them, are matched to these.",
    answer: pageOf(CategoryView),
    success: 'A page of categories',
    key: z.tuple([z.string()]),
    async run({ page }, { db }) {
      const rows = await listCategories(db, { limit: page.take, after: page.after?.[0] })
      return page.cut(rows, ({ name }) => [name])
    },
  }),

  listCategoryNames: operation.list({
    path: '/api/category-names',
    access: 'creators:read',
    summary: 'Names of categories alone, as suggestions while one is typed',
    description: 'In alphabetical order. GET /api/categories counts their creators besides.',
    answer: pageOf(z.object({ id: z.uuid(), name: z.string() }).openapi('CategoryName')),
    success: 'A page of names',
    key: z.tuple([z.string()]),
    async run({ page }, { db }) {
      const rows = await listCategoryNames(db, { limit: page.take, after: page.after?.[0] })
      return page.cut(rows, ({ name }) => [name])
    },
  }),

  createCategory: operation.create({
    path: '/api/categories',
    access: 'creators:write',
    summary: 'Make a category',
    description: 'Creators whose topics it matches are in it at once.',
    body: z
      .strictObject({ name: CategoryName, synonyms: synonyms.default([]) })
      .openapi('NewCategory'),
    answer: CategoryView,
    success: 'The category',
    refusals: taken,
    version,
    run: async ({ body }, { db }) => await addCategory(db, body),
  }),

  getCategory: operation.get({
    path: '/api/categories/{category}',
    access: 'creators:read',
    summary: 'One category, with the topics that were put into it by a guess',
    params,
    answer: CategoryDetail,
    success: 'The category',
    refusals: noSuch,
    version,
    async run({ params: { category } }, { db }) {
      const found = await getCategory(db, category)
      return { ...found, guessed_topics: await guessedTopics(db, found.id) }
    },
  }),

  updateCategory: operation.update({
    path: '/api/categories/{category}',
    access: 'creators:write',
    summary: 'Rename a category, or replace its synonyms',
    description: 'The old name becomes a synonym, unless `synonyms` is given without it.',
    params,
    body: CategoryChange,
    answer: CategoryView,
    success: 'The category',
    refusals: { ...noSuch, ...taken },
    version,
    run: async ({ params: { category }, body }, { db }, { requireMatch }) =>
      await changeCategory(
        db,
        category,
        body,
        async (tx) => await requireMatch(async () => await getCategory(tx, category)),
      ),
  }),

  mergeCategory: operation.act({
    path: '/api/categories/{category}/merge',
    access: 'creators:write',
    summary: 'Make one category of two',
    description: 'The name, the synonyms and the creators of the category become those of `into`.',
    params,
    body: z.strictObject({ into: CategoryReference }).openapi('CategoryMerge'),
    answer: CategoryView,
    success: 'What it was merged into',
    refusals: { ...noSuch, 409: 'It is the same category' },
    run: async ({ params: { category }, body }, { db }) =>
      await mergeCategory(db, category, body.into),
  }),

  deleteCategory: operation.remove({
    path: '/api/categories/{category}',
    access: 'creators:write',
    summary: 'Remove a category with its words',
    description: 'Its topics are matched to the other categories; those that fit none are unknown.',
    params,
    refusals: noSuch,
    run: async ({ params: { category } }, { db }) => await removeCategory(db, category),
  }),
}
