import type { Feature } from '../manifest.ts'
import { listsDeclaration } from './declare.ts'
import { compareRoutes } from './operations/compare.ts'
import { exportRoutes } from './operations/export.ts'
import { memberRoutes } from './operations/members.ts'
import { moveMemberships } from './store/members.ts'
import { listRoutes } from './operations/lists.ts'
import { workRoutes } from './operations/member-work.ts'

export { findCreators } from './store/find-creators.ts'
export { ensureLists, putIntoLists } from './store/import.ts'

/** Saved lists of creators, campaigns among them, and creators side by side. */
export const lists: Feature = {
  ...listsDeclaration,
  tasks: [],
  routes: (services) =>
    [listRoutes, memberRoutes, workRoutes, exportRoutes, compareRoutes].map((routes) =>
      routes(services),
    ),
  erasure: [
    { table: 'list_members', ids: { blog_id: 'blogId' } },
    { table: 'list_members', names: { note: 'text' } },
    // The names of lists stay.
    { table: 'lists', names: { description: 'text' } },
  ],
  fold: moveMemberships,
}
