import { operationsFor } from '../../../http/operations/verbs.ts'
import { queryArray, queryValues } from '../../../http/query-values.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { BlogReasons } from '../assessment/reasons-view.ts'
import { reasonsOf } from '../store/reasons.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const MAX_IDS = 50

/** Comes before the operations on one creator: the first match is used. */
export const reasonsOperations = {
  listBlogReasons: operation.get({
    path: '/api/blogs/reasons',
    access: 'creators:read',
    summary: 'What speaks for or against several creators, from stored figures with their age',
    description:
      'Topic, city, engagement against accounts of the same size, risk flags and the newest ' +
      'posts. An id that is unknown is left out.',
    query: z.strictObject({
      ids: queryValues
        .pipe(z.array(z.uuid()).min(1).max(MAX_IDS))
        .openapi(queryArray({ format: 'uuid' }, { maxItems: MAX_IDS })),
    }),
    answer: z.object({ data: z.array(BlogReasons) }),
    success: 'In the order of the ids',
    run: async ({ query }, { db }) => ({ data: await reasonsOf(db, query.ids) }),
  }),
}
