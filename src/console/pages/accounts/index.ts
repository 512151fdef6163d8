import type { ConsolePage } from '../../page.ts'
import { actOn } from './act.ts'
import { addMany, showAddMany } from './add-many.ts'
import { changeMany } from './change-many.ts'
import { showAccount } from './detail.ts'
import { formRoutes } from './forms.ts'
import { downloadReport } from './import-report.ts'
import { showAccounts } from './list.ts'
import { accountsWords } from './words.ts'

/** Paths of our own have a dash, which no username has. */
export const accounts: ConsolePage = {
  path: '/accounts',
  words: accountsWords,
  nav: { group: 'work', shape: 'accounts', scope: 'accounts:read' },
  routes: [
    { method: 'GET', path: '/accounts', handle: showAccounts },
    {
      method: 'GET',
      path: '/accounts/add-many',
      handle: async (page) => await showAddMany(page),
    },
    { method: 'POST', path: '/accounts/add-many', handle: addMany },
    { method: 'POST', path: '/accounts/import-report', handle: downloadReport },
    { method: 'POST', path: '/accounts/change-many', handle: changeMany },
    { method: 'GET', path: '/accounts/:account', handle: async (page) => await showAccount(page) },
    { method: 'POST', path: '/accounts/:account/act', handle: actOn },
    ...formRoutes,
  ],
}
