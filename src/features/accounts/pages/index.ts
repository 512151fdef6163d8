import { accountsPage } from './accounts/index.ts'
import { proxiesPage } from './proxies/index.ts'

export const accountsPages = [accountsPage, proxiesPage]
