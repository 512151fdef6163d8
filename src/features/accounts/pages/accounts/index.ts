import { actOn } from './act.ts'
import { addMany, showAddMany } from './add-many.ts'
import { changeMany } from './change-many.ts'
import { showAccount } from './detail.ts'
import { formRoutes } from './forms.ts'
import { downloadReport } from './import-report.ts'
import { definePage } from './kit.ts'
import { showAccounts } from './list.ts'

/** Paths of our own have a dash, which no username has. */
export const accountsPage = definePage({
  path: '/accounts',
  nav: { job: 'system', shape: 'profile', scope: 'accounts:read', waiting: 'pool_accounts' },
  routes: {
    'GET /accounts': showAccounts,
    'GET /accounts/add-many': async (page) => await showAddMany(page),
    'POST /accounts/add-many': addMany,
    'POST /accounts/import-report': downloadReport,
    'POST /accounts/change-many': changeMany,
    'GET /accounts/:account': async (page) => await showAccount(page),
    'POST /accounts/:account/act': actOn,
    ...formRoutes,
  },
})
