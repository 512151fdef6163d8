import { publishingAccountsPage } from './accounts/index.ts'
import { calendarPage } from './calendar/index.ts'
import { editorHome } from './home/index.ts'
import { groupsPage } from './groups/index.ts'
import { logPage } from './log/index.ts'
import { postsPage } from './posts/index.ts'
import { statsPage } from './stats/index.ts'

export const publishingPages = [
  postsPage,
  calendarPage,
  groupsPage,
  publishingAccountsPage,
  statsPage,
  logPage,
  editorHome,
]
