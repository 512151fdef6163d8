import { choosePages, showChoices } from './choose.ts'
import { connect } from './connect.ts'
import { showOwnAccount } from './detail.ts'
import { askToDisconnect, disconnect } from './disconnect.ts'
import { definePage } from './kit.ts'
import { showOwnAccounts } from './list.ts'

const ownAccounts = definePage({
  path: '/own-accounts',
  nav: { job: 'mine', shape: 'connected', scope: 'own:read' },
  routes: {
    'GET /own-accounts': showOwnAccounts,
    'POST /own-accounts/connect': connect,
    'GET /own-accounts/choose': showChoices,
    'POST /own-accounts/choose': choosePages,
    'GET /own-accounts/:id': showOwnAccount,
    'GET /own-accounts/:id/disconnect': askToDisconnect,
    'POST /own-accounts/:id/disconnect': disconnect,
  },
})

export const connectionsPages = [ownAccounts]
