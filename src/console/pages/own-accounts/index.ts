import type { ConsolePage } from '../../page.ts'
import { choosePages, showChoices } from './choose.ts'
import { connect } from './connect.ts'
import { showOwnAccount } from './detail.ts'
import { askToDisconnect, disconnect } from './disconnect.ts'
import { showOwnAccounts } from './list.ts'
import { ownAccountsWords } from './words.ts'

export const ownAccounts: ConsolePage = {
  path: '/own-accounts',
  words: ownAccountsWords,
  nav: { group: 'creators', shape: 'connected', scope: 'own:read' },
  routes: [
    { method: 'GET', path: '/own-accounts', handle: showOwnAccounts },
    { method: 'POST', path: '/own-accounts/connect', handle: connect },
    { method: 'GET', path: '/own-accounts/choose', handle: showChoices },
    { method: 'POST', path: '/own-accounts/choose', handle: choosePages },
    { method: 'GET', path: '/own-accounts/:id', handle: showOwnAccount },
    { method: 'GET', path: '/own-accounts/:id/disconnect', handle: askToDisconnect },
    { method: 'POST', path: '/own-accounts/:id/disconnect', handle: disconnect },
  ],
}
