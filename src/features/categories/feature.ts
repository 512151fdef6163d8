import { sql } from 'kysely'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { categoriesDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { categoriesPages } from './pages/index.ts'
import { moveManualCategory } from './store/manual-categories.ts'

/** The topics of creators: the categories that they are matched to. */
export const categories: Feature = {
  ...categoriesDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
  pages: categoriesPages,
  erasure: [
    { table: 'blog_topics', ids: { blog_id: 'blogId' } },
    { table: 'manual_categories', ids: { blog_id: 'blogId' } },
    { table: 'blog_categories', ids: { blog_id: 'blogId' } },
    // Topics that name a person are in no category unless another person has chosen one.
    { table: 'blog_topics', names: { topic: 'text' }, only: sql`category_id is null`, go: true },
    { table: 'ignored_topics', names: { topic: 'text' }, go: true },
  ],
  merge: moveManualCategory,
}
