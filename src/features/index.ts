import { accounts } from './accounts/index.ts'
import { asking } from './ai/index.ts'
import { analyze } from './analyze/index.ts'
import { blogs } from './blogs/index.ts'
import { catalog } from './catalog/index.ts'
import { categories } from './categories/feature.ts'
import { discovery } from './discover/index.ts'
import { erasing } from './erase/index.ts'
import { exporting } from './export/index.ts'
import { health } from './health/index.ts'
import { importing } from './import/index.ts'
import { lists } from './lists/feature.ts'
import { maintenance } from './maintenance/index.ts'
import { connections } from './connections/index.ts'
import type { Feature } from './manifest.ts'
import { notifications } from './notifications/index.ts'
import { ownMedia } from './own-media/index.ts'
import { pairs } from './pairs/index.ts'
import { persons } from './persons/index.ts'
import { projects } from './projects/feature.ts'
import { publishing } from './publishing/index.ts'
import { relations } from './relations/index.ts'
import { scraping } from './scrape/index.ts'
import { tasks } from './tasks/index.ts'
import { users } from './users/feature.ts'
import { views } from './views/index.ts'
import { webhooks } from './webhooks/index.ts'

/**
 * Everything gramd does. The first route that fits a path takes it: lists and export have some below
 * /api/blogs, pairs below /api/relations.
 */
export const features: readonly Feature[] = [
  scraping,
  discovery,
  categories,
  analyze,
  asking,
  tasks,
  lists,
  exporting,
  importing,
  blogs,
  persons,
  pairs,
  relations,
  projects,
  // Before own media: its fixed paths would be ids of accounts otherwise.
  connections,
  ownMedia,
  webhooks,
  catalog,
  publishing,
  erasing,
  accounts,
  users,
  views,
  notifications,
  health,
  maintenance,
]
