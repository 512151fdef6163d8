import { publishingAccountsPage } from './accounts/index.ts'
import { groupsPage } from './groups/index.ts'
import { logPage } from './log/index.ts'
import { statsPage } from './stats/index.ts'

export const publishingPages = [groupsPage, publishingAccountsPage, statsPage, logPage]
