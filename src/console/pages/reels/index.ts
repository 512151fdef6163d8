import type { ConsolePage, Page } from '../../page.ts'
import { bind, chooseVersion, unbind } from './bind.ts'
import { showReel } from './detail.ts'
import { exportHistory, exportPosts, showPreview } from './files.ts'
import { showReels } from './list.ts'
import { showRaw } from './raw.ts'
import { saveLength } from './showcase.ts'
import { refresh, refreshAll } from './sync.ts'
import { reelsWords } from './words.ts'

async function changeLength(page: Page): Promise<Response> {
  const saved = await saveLength(page)
  return saved instanceof Response ? saved : await showReel(page, saved)
}

export const reels: ConsolePage = {
  path: '/reels',
  words: reelsWords,
  nav: { group: 'creators', shape: 'reels', scope: 'own:read' },
  routes: [
    { method: 'GET', path: '/reels', handle: showReels },
    { method: 'GET', path: '/reels/export', handle: exportPosts },
    { method: 'POST', path: '/reels/refresh', handle: refreshAll },
    { method: 'GET', path: '/reels/:id', handle: async (page) => await showReel(page) },
    { method: 'GET', path: '/reels/:id/preview', handle: showPreview },
    { method: 'GET', path: '/reels/:id/export', handle: exportHistory },
    { method: 'GET', path: '/reels/:id/raw', handle: showRaw },
    { method: 'GET', path: '/reels/:id/bind', handle: async (page) => await chooseVersion(page) },
    { method: 'POST', path: '/reels/:id/bind', handle: bind },
    { method: 'POST', path: '/reels/:id/unbind', handle: unbind },
    { method: 'POST', path: '/reels/:id/sync', handle: refresh },
    { method: 'POST', path: '/reels/:id/length', handle: changeLength },
  ],
}
