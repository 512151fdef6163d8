import type { Config } from './declarations.ts'
import type { ConsolePage, OutsideRoute } from '../console/page.ts'
import type { Backfill } from '../db/backfills/backfill.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { Authenticator } from '../http/access/authenticate.ts'
import type { ChangeTopic } from '../http/streams/change-feed.ts'
import type { Router } from '../http/router.ts'
import type { EncryptionKeys } from '../base/crypto.ts'
import type { Logger } from '../base/log/log.ts'
import type { Metric } from '../base/metrics.ts'
import type { AiKind } from '../ai/kind.ts'
import type { ActionLog } from '../platforms/action-log.ts'
import type { SealedColumn } from '../pool/accounts/sealed-columns.ts'
import type { Queue } from '../queue/queue.ts'
import type { CronEntry } from '../scheduler/timetable.ts'
import type { TaskType } from '../queue/task-type.ts'
import type { ResourceState } from '../queue/worker/claim-size.ts'
import type { Declaration } from './declaration.ts'
import type { ErasureRule } from './erasure-rule.ts'
import type { Erasures } from './erasures.ts'
import type {
  Services,
  Events,
  CountUses,
  MergeBlog,
  OwnCount,
  SuggestVersions,
  RetentionRule,
} from './services.ts'

export type ErasureParts = {
  db: Db
  keys: EncryptionKeys
  log: Logger
  /** The features whose tables a creator is removed from. */
  features: readonly Feature[]
  queue: Queue<Services>
}

/**
 * A resource that tasks need and that may be used up, such as accounts: the worker claims no more
 * tasks than there is of it.
 */
type Resource = {
  /** The name as task types call it. */
  name: string
  /** False while there is none at all, as without a key. */
  gate?(services: Services): boolean
  /** How much is free now; without it, as much as the process has slots. */
  gauge?(services: Services): Promise<ResourceState>
}

/** One capability: everything gramd has to know to offer it. */
export type Feature = Declaration & {
  tasks: readonly TaskType<Services>[]
  routes?: (services: Services) => Router | readonly Router[]
  /** Paths of GET that make large indexes at their first use: read once after the start. */
  warms?: readonly string[]
  /** Its pages in the console. */
  pages?: readonly ConsolePage[]
  /** Its pages outside of the console, for people without a user. */
  outside?: (services: Services) => readonly OutsideRoute[]
  /** The routes that processes without the role `api` serve, too: they are among the routes. */
  probes?: (services: Services) => Router
  /** Find whose bearer tokens the feature has given out. */
  authenticators?: (services: {
    db: Db
    config: Pick<Config, 'requireTotp' | 'publicUrl'>
  }) => readonly Authenticator[]
  cron?: (config: Config) => readonly CronEntry[]
  /** The rules for its tables with data of creators, and for those of the core that it shows. */
  erasure?: readonly ErasureRule[]
  /** Creates the answers to what other features ask about erased creators; one feature has it. */
  createErasures?: (parts: ErasureParts) => Erasures
  /**
   * Merges two blogs, which are both locked: it must not wait for rows that others lock before
   * blogs.
   */
  merge?: MergeBlog
  suggestVersions?: SuggestVersions
  /** Rows that pages show, and ask for again when they have changed. */
  changes?: readonly ChangeTopic[]
  /** Counts what would end or stop with a connection. */
  connectionUses?: CountUses
  /** Numbers that every page of the console shows: what is a person's, and what waits for them. */
  ownCounts?: readonly OwnCount[]
  /** Stores logins and checks of accounts, and checks of proxies. */
  actionLog?: (parts: { db: Db; log: Logger }) => ActionLog
  /** Listeners. */
  on?: {
    [Name in keyof Events]?: (
      tx: Tx,
      event: Events[Name],
      queue: Queue<Services>,
      config: Config,
    ) => Promise<void>
  }
  retention?: (config: Config) => readonly RetentionRule[]
  /** The kinds of its questions to models; the types of their tasks are in `tasks`. */
  aiKinds?: readonly AiKind<Services>[]
  /** Its counters (`services.count`) and gauges. */
  metrics?: readonly Metric<Services>[]
  /** The resources that its task types, and those of others, may need. */
  resources?: readonly Resource[]
  /**
   * Columns of its tables with encrypted values: a rotation of the keys encrypts them under the new
   * one.
   */
  secrets?: readonly SealedColumn[]
  /** Fills of columns that a release added; each is one task, which survives restarts. */
  backfills?: readonly Backfill[]
  /**
   * Runs once before the first task and request; any error that it throws prevents gramd's start.
   */
  start?: (services: Services) => Promise<void>
}
