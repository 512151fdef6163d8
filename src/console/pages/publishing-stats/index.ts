import type { ConsolePage } from '../../page.ts'
import { showAccounts, showPosts } from './lists.ts'
import { showOverview } from './overview.ts'
import { statsWords } from './words.ts'

export const publishingStats: ConsolePage = {
  path: '/publishing-stats',
  words: statsWords,
  nav: { group: 'work', shape: 'chart', scope: 'publishing:read' },
  routes: [
    { method: 'GET', path: '/publishing-stats', handle: showOverview },
    { method: 'GET', path: '/publishing-stats/accounts', handle: showAccounts },
    { method: 'GET', path: '/publishing-stats/posts', handle: showPosts },
  ],
}
