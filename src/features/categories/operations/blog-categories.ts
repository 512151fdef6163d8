import { InvalidInputError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { BlogParams, findBlogId } from '../../scrape/index.ts'
import { CategoriesOfBlog } from '../blog-categories-view.ts'
import { CategoryWord } from '../category-fields.ts'
import {
  categoriesOf,
  findCategories,
  giveCategories,
  takeManualCategory,
} from '../store/manual-categories.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const tags = ['categories']

const shared = {
  path: '/api/blogs/{id}/category',
  params: BlogParams,
  answer: CategoriesOfBlog,
  success: 'The category given, and the topics',
  refusals: { 404: 'No such blog' },
} as const

/** The category that a person says a creator is about. */
export const blogCategoryOperations = {
  getBlogCategory: operation.get({
    ...shared,
    access: 'creators:read',
    tags,
    summary: 'Why a creator is in its categories',
    run: async ({ params }, { db }) => await categoriesOf(db, await findBlogId(db, params.id)),
  }),

  setBlogCategory: operation.act({
    ...shared,
    method: 'put',
    access: 'creators:write',
    tags,
    summary: 'Correct the primary category of a creator',
    description: 'No model changes it any more. Null leaves the categories to the topics again.',
    body: z
      .strictObject({
        category: CategoryWord.nullable(),
      })
      .openapi('CategoryOfBlog'),
    async run({ params, body }, { db }) {
      const id = await findBlogId(db, params.id)
      await setCategory(db, id, body.category)
      return await categoriesOf(db, id)
    },
  }),
}

async function setCategory(db: Db, blogId: string, word: string | null): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (word === null) return await takeManualCategory(tx, blogId)
    const found = (await findCategories(tx, [word])).get(word)
    if (found && 'id' in found) return await giveCategories(tx, new Map([[blogId, found.id]]))
    const nearest = found?.nearest ?? []
    const hint = nearest.length === 0 ? '' : `; the nearest are ${nearest.join(', ')}`
    const reason = `names no category${hint}`
    throw new InvalidInputError(`category: ${reason}`, [
      { field: 'category', reason, code: 'unknown_reference' },
    ])
  })
}
