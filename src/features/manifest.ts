import type { Config } from './declarations.ts'
import type { Clock } from '../base/clock.ts'
import type { ConsolePage } from '../console/page.ts'
import type { Db, Tx } from '../db/database.ts'
import type { WriteProof } from '../db/write-proof.ts'
import type { Authenticator } from '../http/access/authenticate.ts'
import type { TaskEventFeed } from '../http/events.ts'
import type { NewsFeed, NewsTopic } from '../http/news.ts'
import type { Router } from '../http/router.ts'
import type { EncryptionKeys } from '../base/crypto.ts'
import type { Logger } from '../base/log.ts'
import type { Count, Metric } from '../base/metrics.ts'
import type { LogLoss } from '../base/log-output.ts'
import type { Readiness } from '../base/readiness.ts'
import type { AiKind } from '../ai/kind.ts'
import type { OpenAiGateway } from '../ai/openai/gateway.ts'
import type { CreatorFinder } from '../platforms/creator-finder.ts'
import type { CreatorReader } from '../platforms/creator-reader.ts'
import type { MemberReader } from '../platforms/member-reader.ts'
import type { InstagramChange } from '../platforms/instagram-changes.ts'
import type { Journal } from '../platforms/journal.ts'
import type { OwnMediaReader } from '../platforms/own-media-reader.ts'
import type { Publishers } from '../platforms/publisher.ts'
import type { Translators } from '../platforms/translator.ts'
import type { SealedColumn } from '../pool/accounts/sealed-columns.ts'
import type { Connections, ReadyConnection } from '../connections/parts.ts'
import type { Pool } from '../pool/work/pool.ts'
import type { ProxyCareParts } from '../pool/work/proxy-care.ts'
import type { ErasedRows, SubjectToErase } from '../queue/care/erase.ts'
import type { Queue } from '../queue/queue.ts'
import type { CreatorIdentity } from '../creators/identity.ts'
import type { NamingFields } from '../creators/naming-fields.ts'
import type { CronEntry } from '../scheduler/timetable.ts'
import type { TaskType } from '../queue/task-type.ts'
import type { ResourceState } from '../queue/worker/claim-size.ts'
import type { Declaration } from './declaration.ts'
import type { ErasureRule } from './erasure-rule.ts'

/** What features work with; built by src/services.ts alone. */
export type Services = {
  db: Db
  clock: Clock
  config: Config
  log: Logger
  /** Whether the parts of this process work. */
  readiness: Readiness
  /** Whether the database takes writes. */
  writing: WriteProof
  /** Log lines that could not be written. */
  logLoss: () => LogLoss
  queue: Queue<Services>
  pool: Pool
  /** For operators' actions on accounts and proxies. */
  poolContext: ProxyCareParts
  creatorReader: CreatorReader
  creatorFinder: CreatorFinder
  memberReader: MemberReader
  /** Null while no app of Meta's is configured: tasks of own accounts wait. */
  ownMediaReader: OwnMediaReader | null
  publishers: Publishers
  /** Translation services with a key. */
  translators: Translators
  /** Accounts of Meta's official API; null while no app of Meta's is configured. */
  connections: Connections | null
  /** What features keep of a connection. */
  connectionUses: readonly CountUses[]
  /** Null without OPENAI_API_KEY: AI tasks wait, and health says so. */
  openai: OpenAiGateway | null
  /** Counts a metric that a feature has in `metrics`. */
  count: Count
  /** Everything that models are asked, most urgent first. */
  aiKinds: readonly AiKind<Services>[]
  /** Live task events, for streams. */
  events: TaskEventFeed
  /** That rows of other tables have changed, for pages that somebody looks at. */
  news: NewsFeed
  /** The timetable of all features. */
  schedule: readonly CronEntry[]
  /** What the core and all features declare. */
  declarations: readonly Declaration[]
  /** What all features keep, and for how long. */
  retention: readonly RetentionRule[]
  /** Who was erased, and erasing. */
  erasures: Erasures
  /** What features move when two blogs turn out to be one creator's. */
  folds: readonly FoldBlog[]
  /** What features suggest that a post was made from. */
  suggestVersions: readonly SuggestVersions[]
  announce: Announce
}

/** What one feature announces and others listen to, whoever they are. */
type Events = {
  /** A creator was scraped, and there is something new. */
  'creator.scraped': { blogId: string }
  /** A connection is in service, for the first time or again. */
  'connection.ready': ReadyConnection
  /** A connection was removed; what is known of its account stays if `keepData`. */
  'connection.removed': { connectionId: string; keepData: boolean }
  /** Meta sent what happened on a connected account, in the order in which it happened as far as that is known. */
  'connection.changed': { connectionId: string; changes: readonly ConnectionChange[] }
  /** Posts of connected accounts were stored for the first time, or with other captions. */
  'own_media.stored': { mediaIds: readonly string[] }
}

/** `at` is when Meta sent it. */
export type ConnectionChange = InstagramChange & { at: Date }

/** Has all listeners write what follows from an event, in the transaction in which it happens. */
type Announce = <Name extends keyof Events>(
  tx: Tx,
  name: Name,
  event: Events[Name],
) => Promise<void>

/** What a feature keeps of a connection, by kind, such as `own_posts`. */
type CountUses = (
  db: Db,
  connectionId: string,
) => Promise<readonly { what: string; count: number }[]>

/** Moves what a feature keeps of the blog `from`, which is about to be removed, to `into`, the same creator's. */
export type FoldBlog = (tx: Tx, blogs: { from: string; into: string }) => Promise<void>

/** A version of a script that a post may have been made from. */
export type SuggestedVersion = {
  project_id: string
  project: string
  version_id: string
  number: number
  title: string | null
  /** The share of the shorter text's words that caption and script both have, 0 to 1. */
  likeness: number
}

/** Versions of the post's owner that it may have been made from, the likest first; none for a post that is bound. */
type SuggestVersions = (
  db: Db,
  post: { id: string; owner_id: string | null; caption: string | null },
) => Promise<SuggestedVersion[]>

/** A creator, by everything that rows may know it by. */
export type CreatorToErase = CreatorIdentity & SubjectToErase & { blogIds: readonly string[] }

/** Somebody whose name or id may be unknown. */
export type NamedPerson = { platformId?: string | null; username?: string | null }

/** Which of those that were asked for are erased: names in lower case. */
export type ErasedAmong = { platformIds: Set<string>; usernames: Set<string> }

export type Erasures = {
  /**
   * Finds, with one query whatever their number, which of these creators must not be stored. In a transaction it also
   * locks out erasures until that ends, so that the answer stays true: ask there before storing. Throws
   * ErasureKeyLostError when the key that would answer is lost.
   */
  erasedAmong(db: Db | Tx, creators: CreatorIdentity): Promise<ErasedAmong>
  /** Those of these people who were erased, by the id or by the name; in a transaction as `erasedAmong`. */
  erasedOf<Person extends NamedPerson>(
    db: Db | Tx,
    people: readonly Person[],
  ): Promise<ReadonlySet<Person>>
  /**
   * What may be stored of a value: without the names of those who were erased. The value itself when it names none of
   * them; in a transaction as `erasedAmong`.
   */
  withoutErased<Value>(db: Db | Tx, value: Value, fields: NamingFields): Promise<Value>
  /**
   * Makes erasures wait until the transaction ends. Called before anything else is locked that an erasure may want, or
   * the two could wait for each other.
   */
  lockOut(tx: Tx): Promise<void>
  /** Removes a creator and keeps it from coming back; all in one transaction. */
  erase(creator: CreatorAddress): Promise<Erasure>
  /**
   * Removes, in a transaction of the caller's, a creator who came back: whoever has a blog among these, and all that is
   * known of it by now; that is kept out by the erasure that it was met by. `taskId` is the task that found out, and is
   * being settled. Throws InterruptedError when the creator may come back by now.
   */
  eraseAgain(
    tx: Tx,
    creator: CreatorIdentity & { blogIds: string[]; taskId?: number },
  ): Promise<void>
  /** Lets a creator come back, under whatever was erased together with this. False when it was not erased. */
  lift(creator: Exclude<CreatorAddress, { blogId: string }>): Promise<boolean>
  /** Removes all data of these creators without blocking their return. */
  remove(tx: Tx, blogIds: readonly string[]): Promise<void>
  /** Alerts operators when the key of the erased creators is lost. */
  verify(): Promise<void>
}

export type ErasureParts = {
  db: Db
  keys: EncryptionKeys
  log: Logger
  /** Whose tables a creator is removed from. */
  features: readonly Feature[]
  queue: Queue<Services>
}

/** Usernames are in lower case. */
export type CreatorAddress = { blogId: string } | { username: string } | { platformId: string }

/** What an erasure did: rows by table, and how many names and ids cannot come back. */
export type Erasure = ErasedRows & { blocked: { ids: number; usernames: number } }

/** How long rows of some tables are kept. */
type RetentionRule = {
  tables: readonly [string, ...string[]]
  /** World time; 0 keeps everything. */
  keepMs: number
} & (
  | {
      /** Rows of the first table are deleted by their time in this column, which has an index. */
      olderBy: string
    }
  | {
      /**
       * Deletes older rows in small batches; returns how many rows of the first table. An aborted signal ends it between
       * two batches.
       */
      remove(services: Services, keepMs: number, signal: AbortSignal): Promise<number>
    }
)

/** What tasks need and what may be used up, such as accounts: the worker claims no more tasks than there is of it. */
type Resource = {
  /** As task types call it. */
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
  /** Its pages in the console. */
  pages?: readonly ConsolePage[]
  /** What processes without the role `api` serve, too: it is among the routes. */
  probes?: (services: Services) => Router
  /** Find whose bearer tokens the feature has given out. */
  authenticators?: (services: {
    db: Db
    config: Pick<Config, 'requireTotp' | 'publicUrl'>
  }) => readonly Authenticator[]
  cron?: (config: Config) => readonly CronEntry[]
  /** What its tables, and those of the core that it shows, hold of creators. */
  erasure?: readonly ErasureRule[]
  /** Of one feature: what all others ask about erased creators. */
  createErasures?: (parts: ErasureParts) => Erasures
  /** Both blogs are locked: it must not wait for rows that somebody locks before blogs. */
  fold?: FoldBlog
  suggestVersions?: SuggestVersions
  /** Rows that pages show, and ask for again when they have changed. */
  news?: readonly NewsTopic[]
  /** What would end or stop with a connection. */
  connectionUses?: CountUses
  /** Keeps logins and checks of accounts, and looks at proxies. */
  journal?: (parts: { db: Db; log: Logger }) => Journal
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
  /** What it asks models; the types of their tasks stand in `tasks`. */
  aiKinds?: readonly AiKind<Services>[]
  /** Its counters (`services.count`) and gauges. */
  metrics?: readonly Metric<Services>[]
  /** What its task types, and those of others, may need. */
  resources?: readonly Resource[]
  /** Columns of its tables with encrypted values: a rotation of the keys encrypts them under the new one. */
  secrets?: readonly SealedColumn[]
  /** Runs once before the first task and request; whatever it throws keeps gramd from starting. */
  start?: (services: Services) => Promise<void>
}
