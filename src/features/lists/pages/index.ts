import { proxyDownload } from '../../../console/parts/download.ts'
import { add, showAdd } from './add.ts'
import { actOnMany, move, putBack, takeConfirmed } from './bulk.ts'
import { readFilter, showList } from './detail.ts'
import { editRoutes } from './edit.ts'
import { definePage, type Context } from './kit.ts'
import { showLists } from './list.ts'
import { changeMember, changeStatus, showMember } from './member.ts'

const download = async ({ api, c, param }: Context): Promise<Response> => {
  const { status, owner } = readFilter(c)
  const query = { status, owner, bom: 'true' } as const
  return proxyDownload(await api.file('exportListMembers', { params: { id: param('id') }, query }))
}

const lists = definePage({
  path: '/lists',
  nav: { job: 'find', shape: 'lists', scope: 'lists:read', waiting: 'members' },
  routes: {
    'GET /lists': showLists,
    ...editRoutes,
    'GET /lists/:id': showList,
    'GET /lists/:id/export': download,
    'GET /lists/:id/add': async (context) => await showAdd(context),
    'POST /lists/:id/add': add,
    'POST /lists/:id/bulk': actOnMany,
    'POST /lists/:id/move': move,
    'POST /lists/:id/take': takeConfirmed,
    'POST /lists/:id/put-back': putBack,
    'GET /lists/:id/members/:blog': async (context) => await showMember(context),
    'POST /lists/:id/members/:blog': changeMember,
    'POST /lists/:id/members/:blog/status': changeStatus,
  },
})

export const listsPages = [lists]
