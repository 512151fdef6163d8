import { showGroup } from './detail.ts'
import { editRoutes } from './edit.ts'
import { definePage } from './kit.ts'
import { showGroups } from './list.ts'
import { add, showAdd, takeOut } from './members.ts'

export const groupsPage = definePage({
  path: '/groups',
  nav: { job: 'publish', shape: 'users', scope: 'publishing:read' },
  routes: {
    'GET /groups': showGroups,
    ...editRoutes,
    'GET /groups/:id': showGroup,
    'GET /groups/:id/add': showAdd,
    'POST /groups/:id/add': add,
    'POST /groups/:id/remove': takeOut,
  },
})
