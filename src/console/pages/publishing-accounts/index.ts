import type { ConsolePage } from '../../page.ts'
import { showBoard } from './board.ts'
import { showOne } from './detail.ts'
import { saveSettings, showSettings } from './settings.ts'
import { boardWords } from './words.ts'

export const publishingAccounts: ConsolePage = {
  path: '/publishing-accounts',
  words: boardWords,
  nav: { group: 'work', shape: 'accounts', scope: 'publishing:read' },
  routes: [
    { method: 'GET', path: '/publishing-accounts', handle: showBoard },
    { method: 'GET', path: '/publishing-accounts/:account', handle: showOne },
    { method: 'GET', path: '/publishing-accounts/:account/settings', handle: showSettings },
    { method: 'POST', path: '/publishing-accounts/:account/settings', handle: saveSettings },
  ],
}
