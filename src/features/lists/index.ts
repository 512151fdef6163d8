import type { Feature } from '../manifest.ts'
import { listsDeclaration } from './declare.ts'
import { compareRoutes } from './compare-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { memberRoutes } from './member-routes.ts'
import { moveMemberships } from './members-store.ts'
import { listRoutes } from './routes.ts'
import { workRoutes } from './work-routes.ts'

export { findCreators } from './find-creators.ts'
export { ensureLists, putIntoLists } from './import-store.ts'

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
