import { bind, chooseVersion, unbind } from './bind.ts'
import { showReel } from './detail.ts'
import { exportHistory, exportPosts, showPreview } from './files.ts'
import { creatorHome } from './home/index.ts'
import { showReels } from './list.ts'
import { showRaw } from './raw.ts'
import { saveLength } from './showcase.ts'
import { refresh, refreshAll } from './sync.ts'
import { definePage, type Context } from './kit.ts'

async function changeLength(page: Context): Promise<Response> {
  const saved = await saveLength(page)
  return saved instanceof Response ? saved : await showReel(page, saved)
}

const reels = definePage({
  path: '/reels',
  nav: { job: 'mine', shape: 'reels', scope: 'own:read' },
  routes: {
    'GET /reels': showReels,
    'GET /reels/export': exportPosts,
    'POST /reels/refresh': refreshAll,
    'GET /reels/:id': async (page) => await showReel(page),
    'GET /reels/:id/preview': showPreview,
    'GET /reels/:id/export': exportHistory,
    'GET /reels/:id/raw': showRaw,
    'GET /reels/:id/bind': async (page) => await chooseVersion(page),
    'POST /reels/:id/bind': bind,
    'POST /reels/:id/unbind': unbind,
    'POST /reels/:id/sync': refresh,
    'POST /reels/:id/length': changeLength,
  },
})

export const ownMediaPages = [reels, creatorHome]
