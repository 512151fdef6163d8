import { confirmDisconnect, askToRevoke, part, revoke, showConnection } from './connection.ts'
import { showStore } from './detail.ts'
import { editRoutes } from './edit.ts'
import { cancelScan, showImport } from './import.ts'
import { definePage } from './kit.ts'
import { showStores } from './list.ts'
import { draftPost, ignorePost, showPosts, unignorePost } from './posts.ts'
import { beginScan, showScan } from './scan.ts'
import { showStats } from './stats.ts'

export const storesPage = definePage({
  path: '/stores',
  nav: { job: 'shop', shape: 'shop', scope: 'own:read' },
  routes: {
    'GET /stores': showStores,
    ...editRoutes,
    'GET /stores/:id': showStore,
    'GET /stores/:id/stats': showStats,
    'GET /stores/:id/posts': showPosts,
    'POST /stores/:id/posts/:post/draft': draftPost,
    'POST /stores/:id/posts/:post/never': ignorePost,
    'POST /stores/:id/posts/:post/again': unignorePost,
    'GET /stores/:id/scan': showScan,
    'POST /stores/:id/scan': beginScan,
    'GET /stores/:id/scan/:scan': showImport,
    'POST /stores/:id/scan/:scan/cancel': cancelScan,
    'GET /stores/:id/connection': showConnection,
    'GET /stores/:id/part': confirmDisconnect,
    'POST /stores/:id/part': part,
    'GET /stores/:id/revoke': askToRevoke,
    'POST /stores/:id/revoke': revoke,
  },
})
