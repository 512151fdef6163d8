import type { ConsolePage } from '../page.ts'
import { accounts } from './accounts/index.ts'
import { audit } from './audit/index.ts'
import { batches } from './batches/index.ts'
import { calendar } from './calendar/index.ts'
import { categories } from './categories/index.ts'
import { creator } from './creator/index.ts'
import { creators } from './creators/index.ts'
import { discovery } from './discovery/index.ts'
import { images } from './images/index.ts'
import { lists } from './lists/index.ts'
import { groups } from './groups/index.ts'
import { inbox } from './inbox/index.ts'
import { notifications } from './notifications/index.ts'
import { ownAccounts } from './own-accounts/index.ts'
import { overview } from './overview/index.ts'
import { profile } from './profile/index.ts'
import { drafts } from './drafts/index.ts'
import { posts } from './posts/index.ts'
import { products } from './products/index.ts'
import { projects } from './projects/index.ts'
import { proxies } from './proxies/index.ts'
import { publicationLog } from './publication-log/index.ts'
import { publishingAccounts } from './publishing-accounts/index.ts'
import { publishingStats } from './publishing-stats/index.ts'
import { reels } from './reels/index.ts'
import { relations } from './relations/index.ts'
import { schedule } from './schedule/index.ts'
import { search } from './search/index.ts'
import { stores } from './stores/index.ts'
import { settings } from './settings/index.ts'
import { signIn } from './sign-in/index.ts'
import { tasks } from './tasks/index.ts'
import { tokens } from './tokens/index.ts'
import { users } from './users/index.ts'

/** Every page of the console, in the order of the navigation. */
export const pages: readonly ConsolePage[] = [
  overview,
  tasks,
  accounts,
  proxies,
  batches,
  posts,
  calendar,
  groups,
  publishingAccounts,
  publishingStats,
  publicationLog,
  // Its addresses come before those of creators by name.
  creators,
  lists,
  discovery,
  relations,
  categories,
  ownAccounts,
  reels,
  projects,
  stores,
  drafts,
  products,
  notifications,
  schedule,
  settings,
  users,
  tokens,
  audit,
  creator,
  inbox,
  profile,
  images,
  search,
  signIn,
]
