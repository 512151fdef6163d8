import { definePage } from './kit.ts'
import { showAccounts, showPosts } from './lists.ts'
import { showOverview } from './overview.ts'

export const statsPage = definePage({
  path: '/publishing-stats',
  nav: { job: 'publish', shape: 'chart', scope: 'publishing:read' },
  routes: {
    'GET /publishing-stats': showOverview,
    'GET /publishing-stats/accounts': showAccounts,
    'GET /publishing-stats/posts': showPosts,
  },
})
