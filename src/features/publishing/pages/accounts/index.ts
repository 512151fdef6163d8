import { showBoard } from './board.ts'
import { showOne } from './detail.ts'
import { definePage } from './kit.ts'
import { showPicture } from './picture.ts'
import { saveSettings, showSettings } from './settings.ts'

export const publishingAccountsPage = definePage({
  path: '/publishing-accounts',
  nav: { job: 'publish', shape: 'accounts', scope: 'publishing:read' },
  routes: {
    'GET /publishing-accounts': showBoard,
    'GET /publishing-accounts/:account': showOne,
    'GET /publishing-accounts/:account/picture': showPicture,
    'GET /publishing-accounts/:account/settings': showSettings,
    'POST /publishing-accounts/:account/settings': saveSettings,
  },
})
