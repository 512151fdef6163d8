import type { ConsolePage } from '../../page.ts'
import { showBoard } from './board.ts'
import { boardWords } from './words.ts'

export const publishingAccounts: ConsolePage = {
  path: '/publishing-accounts',
  words: boardWords,
  nav: { group: 'work', shape: 'accounts', scope: 'publishing:read' },
  routes: [{ method: 'GET', path: '/publishing-accounts', handle: showBoard }],
}
