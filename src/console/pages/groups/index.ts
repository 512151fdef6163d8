import type { ConsolePage } from '../../page.ts'
import { showGroup } from './detail.ts'
import { askToDelete, change, make, remove, showEdit, showNew } from './edit.ts'
import { showGroups } from './list.ts'
import { add, showAdd, takeOut } from './members.ts'
import { groupsWords } from './words.ts'

export const groups: ConsolePage = {
  path: '/groups',
  words: groupsWords,
  nav: { group: 'work', shape: 'users', scope: 'publishing:read' },
  routes: [
    { method: 'GET', path: '/groups', handle: showGroups },
    { method: 'POST', path: '/groups', handle: make },
    { method: 'GET', path: '/groups/new', handle: showNew },
    { method: 'GET', path: '/groups/:id', handle: showGroup },
    { method: 'GET', path: '/groups/:id/edit', handle: showEdit },
    { method: 'POST', path: '/groups/:id/edit', handle: change },
    { method: 'GET', path: '/groups/:id/delete', handle: askToDelete },
    { method: 'POST', path: '/groups/:id/delete', handle: remove },
    { method: 'GET', path: '/groups/:id/add', handle: showAdd },
    { method: 'POST', path: '/groups/:id/add', handle: add },
    { method: 'POST', path: '/groups/:id/remove', handle: takeOut },
  ],
}
