import type { ConsolePage } from '../../page.ts'
import { askToPart, askToRevoke, part, revoke, showConnection } from './connection.ts'
import { showStore } from './detail.ts'
import { askToDelete, change, make, remove, showEdit, showNew } from './edit.ts'
import { cancelScan, showImport } from './import.ts'
import { showStores } from './list.ts'
import { draftPost, ignorePost, showPosts, unignorePost } from './posts.ts'
import { beginScan, showScan } from './scan.ts'
import { showStats } from './stats.ts'
import { storesWords } from './words.ts'

export const stores: ConsolePage = {
  path: '/stores',
  words: storesWords,
  nav: { group: 'creators', shape: 'shop', scope: 'own:read' },
  routes: [
    { method: 'GET', path: '/stores', handle: showStores },
    { method: 'POST', path: '/stores', handle: make },
    { method: 'GET', path: '/stores/new', handle: showNew },
    { method: 'GET', path: '/stores/:id', handle: showStore },
    { method: 'GET', path: '/stores/:id/stats', handle: showStats },
    { method: 'GET', path: '/stores/:id/posts', handle: showPosts },
    { method: 'POST', path: '/stores/:id/posts/:post/draft', handle: draftPost },
    { method: 'POST', path: '/stores/:id/posts/:post/never', handle: ignorePost },
    { method: 'POST', path: '/stores/:id/posts/:post/again', handle: unignorePost },
    { method: 'GET', path: '/stores/:id/edit', handle: showEdit },
    { method: 'POST', path: '/stores/:id/edit', handle: change },
    { method: 'GET', path: '/stores/:id/delete', handle: askToDelete },
    { method: 'POST', path: '/stores/:id/delete', handle: remove },
    { method: 'GET', path: '/stores/:id/scan', handle: showScan },
    { method: 'POST', path: '/stores/:id/scan', handle: beginScan },
    { method: 'GET', path: '/stores/:id/scan/:scan', handle: showImport },
    { method: 'POST', path: '/stores/:id/scan/:scan/cancel', handle: cancelScan },
    { method: 'GET', path: '/stores/:id/connection', handle: showConnection },
    { method: 'GET', path: '/stores/:id/part', handle: askToPart },
    { method: 'POST', path: '/stores/:id/part', handle: part },
    { method: 'GET', path: '/stores/:id/revoke', handle: askToRevoke },
    { method: 'POST', path: '/stores/:id/revoke', handle: revoke },
  ],
}
