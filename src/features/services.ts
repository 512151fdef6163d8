import type { RawBuilder } from 'kysely'
import type { Config } from './declarations.ts'
import type { OwnCountName } from '../base/homes.ts'
import type { Scope } from '../base/roles.ts'
import type { Principal } from '../http/access/principal.ts'
import type { Background } from '../base/background.ts'
import type { Clock } from '../base/clock.ts'
import type { Backfill } from '../db/backfills/backfill.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { WriteProof } from '../db/server/write-proof.ts'
import type { TaskEventFeed } from '../http/streams/events.ts'
import type { ChangeFeed } from '../http/streams/change-feed.ts'
import type { Logger } from '../base/log/log.ts'
import type { Count } from '../base/metrics.ts'
import type { LogLoss } from '../base/log/log-output.ts'
import type { Readiness } from '../base/readiness.ts'
import type { AiKind } from '../ai/kind.ts'
import type { OpenAiGateway } from '../ai/openai/gateway.ts'
import type { CreatorFinder } from '../platforms/creator-finder.ts'
import type { CreatorReader } from '../platforms/creator-reader.ts'
import type { MemberReader } from '../platforms/member-reader.ts'
import type { InstagramChange } from '../platforms/instagram-changes.ts'
import type { OwnMediaReader } from '../platforms/own-media-reader.ts'
import type { Publishers } from '../platforms/publisher.ts'
import type { Translators } from '../platforms/ports/translation/translator.ts'
import type { Connections, ReadyConnection } from '../connections/parts.ts'
import type { Pool } from '../pool/work/pool.ts'
import type { ProxyCareParts } from '../pool/work/proxy-care.ts'
import type { Queue } from '../queue/queue.ts'
import type { CronEntry } from '../scheduler/timetable.ts'
import type { Declaration } from './declaration.ts'
import type { Erasures } from './erasures.ts'

/** The services that features work with; built by src/services.ts alone. */
export type Services = {
  db: Db
  clock: Clock
  config: Config
  log: Logger
  /** Work that no answer waits for; ends before the database closes. */
  background: Background
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
  /** Counts of what features store of a connection. */
  connectionUses: readonly CountUses[]
  /** Null without OPENAI_API_KEY: AI tasks wait, and health says so. */
  openai: OpenAiGateway | null
  /** Counts a metric that a feature has in `metrics`. */
  count: Count
  /** All kinds of questions to models, most urgent first. */
  aiKinds: readonly AiKind<Services>[]
  /** Live task events, for streams. */
  events: TaskEventFeed
  /** Changes of rows of other tables, for pages that are open. */
  changes: ChangeFeed
  /** The timetable of all features. */
  schedule: readonly CronEntry[]
  /** The declarations of the core and all features. */
  declarations: readonly Declaration[]
  /** The backfills of all features. */
  backfills: readonly Backfill[]
  /** The rules for what all features store, and for how long. */
  retention: readonly RetentionRule[]
  /** The erased creators, and erasing. */
  erasures: Erasures
  /** The moves of features when two blogs turn out to be one creator's. */
  mergers: readonly MergeBlog[]
  /** The suggestions of features for what a post was made from. */
  suggestVersions: readonly SuggestVersions[]
  announce: Announce
  /** The numbers of features that every page of the console shows. */
  ownCounts: readonly OwnCount[]
}

/** The events that one feature announces and others listen to. */
export type Events = {
  /** A creator was scraped, and there is something new. */
  'creator.scraped': { blogId: string }
  /**
   * The newest posts of a creator were read apart from a scrape. `oldestTakenAt` is the instant
   * since which `posts` are all that the profile shows; null when that is unknown. `missed` are the
   * posts since then that an earlier reading met and this one did not.
   */
  'creator.posts_read': {
    blogId: string
    readAt: Date
    oldestTakenAt: Date | null
    posts: readonly PostReading[]
    missed: readonly string[]
  }
  /** Live stories of a creator were read and stored; ids of `blog_stories`. */
  'creator.stories_read': { blogId: string; readAt: Date; storyIds: readonly string[] }
  /**
   * A reading of a creator ended: a scrape, also one that found nothing new, or a profile that is
   * private, restricted or gone. Comes after `creator.scraped`.
   */
  'creator.read': { blogId: string; before: CreatorBefore }
  /** A list was changed by its own operations, perhaps its end or whether it is a campaign. */
  'list.changed': { listId: string }
  /** Members of a list may have another status: these blogs, or all that match if null. */
  'list.members_moved': { listId: string; blogIds: readonly string[] | null }
  /** A connection is in service, for the first time or again. */
  'connection.ready': ReadyConnection
  /** A connection was removed; what is known of its account stays if `keepData`. */
  'connection.removed': { connectionId: string; keepData: boolean }
  /**
   * Meta sent what happened on a connected account, in the order in which it happened as far as
   * that is known.
   */
  'connection.changed': { connectionId: string; changes: readonly ConnectionChange[] }
  /** Posts of connected accounts were stored for the first time, or with other captions. */
  'own_media.stored': { mediaIds: readonly string[] }
}

/** A post as one reading has met it. */
export type PostReading = {
  platformId: string
  takenAt: Date
  caption: string | null
  likeCount: number | null
  commentCount: number | null
  playCount: number | null
  viewCount: number | null
  isPaidPartnership: boolean | null
  /** Usernames of the sponsors that the paid label names. */
  sponsors: readonly string[]
  commentsDisabled: boolean
}

/** The stored facts of a creator before a reading. */
export type CreatorBefore = {
  username: string
  scrape_status: string
  /** Null before the first reading. */
  scraped_at: Date | null
  risk_flags: readonly string[]
}

/** `at` is when Meta sent it. */
export type ConnectionChange = InstagramChange & { at: Date }

/** Has all listeners write what follows from an event, in the transaction in which it happens. */
type Announce = <Name extends keyof Events>(
  tx: Tx,
  name: Name,
  event: Events[Name],
) => Promise<void>

/** A number that every page of the console shows to people with the scope. */
export type OwnCount = {
  name: OwnCountName
  scope: Scope
  /** A select that returns a row for each thing to count; the caller limits it. */
  rows(principal: Principal): RawBuilder<unknown>
}

/** Counts what a feature stores of a connection, by kind, such as `own_posts`. */
export type CountUses = (
  db: Db,
  connectionId: string,
) => Promise<readonly { what: string; count: number }[]>

/**
 * Moves what a feature stores of the blog `from`, which is about to be removed, to `into`, the same
 * creator's.
 */
export type MergeBlog = (tx: Tx, blogs: { from: string; into: string }) => Promise<void>

/** A version of a script that a post may have been made from. */
export type SuggestedVersion = {
  project_id: string
  project: string
  version_id: string
  number: number
  title: string | null
  /** The share of the shorter text's words that caption and script both have, 0 to 1. */
  similarity: number
}

/**
 * Versions of the post's owner that it may have been made from, the likest first; none for a post
 * that is bound.
 */
export type SuggestVersions = (
  db: Db,
  post: { id: string; owner_id: string | null; caption: string | null },
) => Promise<SuggestedVersion[]>

/** The retention of some tables' rows. */
export type RetentionRule = {
  tables: readonly [string, ...string[]]
  /** World time; 0 retains everything. */
  keepMs: number
} & (
  | {
      /** Rows of the first table are deleted by their time in this column, which has an index. */
      olderBy: string
    }
  | {
      /**
       * Deletes older rows in small batches; returns how many rows of the first table. An aborted
       * signal ends it between two batches.
       */
      remove(services: Services, keepMs: number, signal: AbortSignal): Promise<number>
    }
)
