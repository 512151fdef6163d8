import { sql } from 'kysely'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { categoriesDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { categoriesPages } from './pages/index.ts'
import { moveManualCategory } from './store/manual-categories.ts'

/** What creators are about: the categories that their topics are matched to. */
export const categories: Feature = {
  ...categoriesDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
  pages: categoriesPages,
  erasure: [
    { table: 'blog_topics', ids: { blog_id: 'blogId' } },
    { table: 'manual_categories', ids: { blog_id: 'blogId' } },
    { table: 'blog_categories', ids: { blog_id: 'blogId' } },
    // Topics that name somebody are of no category unless a person has said so.
    { table: 'blog_topics', names: { topic: 'text' }, only: sql`category_id is null`, go: true },
    { table: 'ignored_topics', names: { topic: 'text' }, go: true },
  ],
  merge: moveManualCategory,
}
