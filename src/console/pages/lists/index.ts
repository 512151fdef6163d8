import type { ConsolePage, Page } from '../../page.ts'
import { passOn } from '../../parts/download.ts'
import { add, showAdd } from './add.ts'
import { actOnMany, move, take } from './bulk.ts'
import { listId, showList } from './detail.ts'
import { askToDelete, change, make, remove, showEdit, showNew } from './edit.ts'
import { showLists } from './list.ts'
import { changeMember, changeStatus, showMember } from './member.ts'
import { listsWords } from './words.ts'

const download = async (page: Page): Promise<Response> => {
  const { status, owner } = page.c.req.query()
  const query = { status, owner, bom: 'true' }
  return passOn(await page.askFile(`GET /api/lists/${listId(page)}/export`, { query }))
}

export const lists: ConsolePage = {
  path: '/lists',
  words: listsWords,
  nav: { group: 'creators', shape: 'lists', scope: 'lists:read' },
  routes: [
    { method: 'GET', path: '/lists', handle: showLists },
    { method: 'POST', path: '/lists', handle: make },
    { method: 'GET', path: '/lists/new', handle: showNew },
    { method: 'GET', path: '/lists/:id', handle: showList },
    { method: 'GET', path: '/lists/:id/export', handle: download },
    { method: 'GET', path: '/lists/:id/edit', handle: showEdit },
    { method: 'POST', path: '/lists/:id/edit', handle: change },
    { method: 'GET', path: '/lists/:id/delete', handle: askToDelete },
    { method: 'POST', path: '/lists/:id/delete', handle: remove },
    { method: 'GET', path: '/lists/:id/add', handle: async (page) => await showAdd(page) },
    { method: 'POST', path: '/lists/:id/add', handle: add },
    { method: 'POST', path: '/lists/:id/bulk', handle: actOnMany },
    { method: 'POST', path: '/lists/:id/move', handle: move },
    { method: 'POST', path: '/lists/:id/take', handle: take },
    {
      method: 'GET',
      path: '/lists/:id/members/:blog',
      handle: async (page) => await showMember(page),
    },
    { method: 'POST', path: '/lists/:id/members/:blog', handle: changeMember },
    { method: 'POST', path: '/lists/:id/members/:blog/status', handle: changeStatus },
  ],
}
