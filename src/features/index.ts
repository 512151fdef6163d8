import { accounts } from './accounts/feature.ts'
import { asking } from './ai/feature.ts'
import { analyze } from './analyze/feature.ts'
import { blogs } from './blogs/feature.ts'
import { campaigns } from './campaigns/feature.ts'
import { catalog } from './catalog/feature.ts'
import { categories } from './categories/feature.ts'
import { discovery } from './discover/feature.ts'
import { erasing } from './erase/feature.ts'
import { exporting } from './export/feature.ts'
import { health } from './health/feature.ts'
import { importing } from './import/feature.ts'
import { jobs } from './jobs/feature.ts'
import { lists } from './lists/feature.ts'
import { maintenance } from './maintenance/feature.ts'
import { connections } from './connections/feature.ts'
import type { Feature } from './manifest.ts'
import { notifications } from './notifications/feature.ts'
import { outgoing } from './outgoing/feature.ts'
import { ownMedia } from './own-media/feature.ts'
import { pairs } from './pairs/feature.ts'
import { persons } from './persons/feature.ts'
import { projects } from './projects/feature.ts'
import { publishing } from './publishing/feature.ts'
import { relations } from './relations/feature.ts'
import { scraping } from './scrape/feature.ts'
import { shares } from './shares/feature.ts'
import { campaignReadings } from './campaign-readings/feature.ts'
import { stories } from './stories/feature.ts'
import { tasks } from './tasks/feature.ts'
import { users } from './users/feature.ts'
import { views } from './views/feature.ts'
import { watches } from './watches/feature.ts'
import { webhooks } from './webhooks/feature.ts'

/**
 * Everything gramd does. The first route that fits a path takes it: lists and export have some
 * below /api/blogs, pairs below /api/relations.
 */
export const features: readonly Feature[] = [
  scraping,
  discovery,
  categories,
  analyze,
  asking,
  tasks,
  jobs,
  stories,
  campaignReadings,
  lists,
  campaigns,
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
  shares,
  outgoing,
  watches,
  notifications,
  health,
  maintenance,
]
