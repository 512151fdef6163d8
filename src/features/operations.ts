import type { operations as accounts } from './accounts/operations/index.ts'
import type { operations as ai } from './ai/operations/index.ts'
import type { operations as analyze } from './analyze/operations/index.ts'
import type { operations as blogs } from './blogs/operations/index.ts'
import type { operations as campaigns } from './campaigns/operations/index.ts'
import type { operations as catalog } from './catalog/operations/index.ts'
import type { operations as categories } from './categories/operations/index.ts'
import type { operations as connections } from './connections/operations/index.ts'
import type { operations as discover } from './discover/operations/index.ts'
import type { operations as erase } from './erase/operations/index.ts'
import type { operations as exporting } from './export/operations/index.ts'
import type { operations as health } from './health/operations/index.ts'
import type { operations as importing } from './import/operations/index.ts'
import type { operations as jobs } from './jobs/operations/index.ts'
import type { operations as lists } from './lists/operations/index.ts'
import type { operations as maintenance } from './maintenance/operations/index.ts'
import type { operations as notifications } from './notifications/operations/index.ts'
import type { operations as outgoing } from './outgoing/operations/index.ts'
import type { operations as ownMedia } from './own-media/operations/index.ts'
import type { operations as pairs } from './pairs/operations/index.ts'
import type { operations as persons } from './persons/operations/index.ts'
import type { operations as projects } from './projects/operations/index.ts'
import type { operations as publishing } from './publishing/operations/index.ts'
import type { operations as relations } from './relations/operations/index.ts'
import type { operations as scrape } from './scrape/operations/index.ts'
import type { operations as shares } from './shares/operations/index.ts'
import type { operations as campaignReadings } from './campaign-readings/operations/index.ts'
import type { operations as stories } from './stories/operations/index.ts'
import type { operations as tasks } from './tasks/operations/index.ts'
import type { operations as users } from './users/operations/index.ts'
import type { operations as views } from './views/operations/index.ts'
import type { operations as watches } from './watches/operations/index.ts'
import type { operations as webhooks } from './webhooks/operations/index.ts'

type Accounts = typeof accounts
type Ai = typeof ai
type Analyses = typeof analyze
type Blogs = typeof blogs
type Campaigns = typeof campaigns
type Catalog = typeof catalog
type Categories = typeof categories
type Connections = typeof connections
type Discovery = typeof discover
type Erasures = typeof erase
type Exports = typeof exporting
type Health = typeof health
type Imports = typeof importing
type Jobs = typeof jobs
type Lists = typeof lists
type Maintenance = typeof maintenance
type Notifications = typeof notifications
type Outgoing = typeof outgoing
type OwnMedia = typeof ownMedia
type Pairs = typeof pairs
type Persons = typeof persons
type Projects = typeof projects
type Publishing = typeof publishing
type Relations = typeof relations
type Scrapes = typeof scrape
type Shares = typeof shares
type CampaignReadings = typeof campaignReadings
type Stories = typeof stories
type Tasks = typeof tasks
type Users = typeof users
type Views = typeof views
type Watches = typeof watches
type Webhooks = typeof webhooks

/**
 * Every operation by its id, for calls that the compiler checks. Two features cannot declare the
 * same id.
 */
export interface Operations
  extends
    Accounts,
    Ai,
    Analyses,
    Blogs,
    Campaigns,
    Catalog,
    Categories,
    Connections,
    Discovery,
    Erasures,
    Exports,
    Health,
    Imports,
    Jobs,
    Lists,
    Maintenance,
    Notifications,
    Outgoing,
    OwnMedia,
    Pairs,
    Persons,
    Projects,
    Publishing,
    Relations,
    Scrapes,
    Shares,
    CampaignReadings,
    Stories,
    Tasks,
    Users,
    Views,
    Watches,
    Webhooks {}
