import type { Db } from '../../../src/db/handles.ts'
import { accounts } from './accounts.ts'
import { batches } from './batches.ts'
import { calendar } from './calendar.ts'
import { campaigns } from './campaigns.ts'
import { catalog } from './catalog.ts'
import { categories } from './categories.ts'
import { creator } from './creator.ts'
import { creators } from './creators.ts'
import { discovery } from './discovery.ts'
import { jobs } from './jobs.ts'
import { lists } from './lists.ts'
import { ownAccounts } from './own-accounts.ts'
import { ownReels } from './own-reels.ts'
import { postEditor } from './post-editor.ts'
import { projects } from './projects.ts'
import { publishing } from './publishing.ts'
import { shares } from './shares.ts'
import { relations } from './relations.ts'
import { notifications } from './notifications.ts'
import { stories } from './stories.ts'
import { tasks } from './tasks.ts'

/** What gives the pages of an area something to say. */
export type Filling = {
  /** May be called again with another text; `text` stands wherever somebody else's words stand. */
  fill(db: Db, text: string): Promise<void>
  /** Addresses below /console whose page an admin opens then. */
  paths: readonly string[]
}

const fillings: readonly Filling[] = [
  tasks,
  batches,
  lists,
  shares,
  campaigns,
  relations,
  creator,
  accounts,
  stories,
  creators,
  categories,
  discovery,
  notifications,
  projects,
  ownAccounts,
  ownReels,
  catalog,
  publishing,
  calendar,
  postEditor,
  jobs,
]

export async function fillConsole(db: Db, { text = 'the connection was closed' } = {}) {
  for (const { fill } of fillings) await fill(db, text)
}

export const filledPaths: readonly string[] = fillings.flatMap(({ paths }) => paths)
