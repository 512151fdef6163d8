import { sql } from 'kysely'
import { olderRows } from '../../../../src/db/delete-in-steps.ts'
import type { Db, Tx } from '../../../../src/db/handles.ts'
import {
  findExecution,
  type Execution,
} from '../../../../src/features/publishing/executions/store/executions.ts'
import {
  listLog,
  type LogFilter,
} from '../../../../src/features/publishing/executions/store/execution-list.ts'
import { claimSendSlot } from '../../../../src/features/publishing/executions/send-slot.ts'
import { tryStart } from '../../../../src/features/publishing/executions/gates.ts'
import { cancelExecutions } from '../../../../src/features/publishing/executions/person-acts.ts'
import { retryExecutions } from '../../../../src/features/publishing/executions/retry-executions.ts'
import { planPost } from '../../../../src/features/publishing/posts/plan.ts'
import { beginPost } from '../../../../src/features/publishing/posts/begin-post.ts'
import {
  lockPost,
  POSTS_VERSION,
} from '../../../../src/features/publishing/posts/store/posts/posts.ts'
import { publishDuePosts } from '../../../../src/features/publishing/posts/tasks/publish-due-posts.ts'
import { watchPublishing } from '../../../../src/features/publishing/upkeep/watch-publishing.ts'
import { settlePost } from '../../../../src/features/publishing/posts/store/posts/settle-post.ts'
import { GROUPS_VERSION } from '../../../../src/features/publishing/groups/store/groups.ts'
import {
  findTranslation,
  storeCorrection,
  storeTranslation,
} from '../../../../src/features/publishing/translations/store/translations.ts'
import { deleteSomeOld } from '../../../../src/features/publishing/uploads/uploads-store.ts'
import type { Services } from '../../../../src/features/services.ts'
import type { TestApi } from '../../../http/kit.ts'
import { runNext } from '../../gramd-world.ts'
import { ACCOUNTS, GROUPS, START } from './fill.ts'

const DAY = 86_400_000

/** What the stages work on, among a million of each. */
export type Stage = {
  one: Db
  services: Services
  api: TestApi
  /** A post that is published, with its publication. */
  post: string
  execution: string
  /** A scheduled one. */
  pending: string
  failed: string
  account: string
  group: string
  /** Of nearly all posts, and of one in five thousand. */
  busy: string
  rare: string
  upload: string
}

type Work = readonly [
  name: string,
  /** Rows and entries that it may read. */
  most: number,
  work: (stage: Stage) => Promise<unknown>,
  /** How much of a time, or of an action, there is, nobody can guess without statistics. */
  needsStatistics?: 'needs statistics',
]

class Undone extends Error {}

/** Does it in a transaction that is rolled back, so that it can be done again with other statistics. */
const undone =
  (work: (tx: Tx, stage: Stage) => Promise<unknown>): Work[2] =>
  async (stage) => {
    await stage.one
      .transaction()
      .execute(async (tx) => {
        await work(tx, stage)
        throw new Undone()
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error
      })
  }

const asks =
  (path: (stage: Stage) => string): Work[2] =>
  async (stage) => {
    const answer = await stage.api.send('GET', path(stage))
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path(stage)} answered ${answer.status}: ${text}`)
  }

const dayBefore = (days: number): string => new Date(START - days * DAY).toISOString()
const CAPTION = 'Autumn is here'
const KEY = { text: '77', from: 'en', to: 'ru', formality: 'default', glossaryVersion: 0 } as const

const readAsEditor = async ({ one }: Stage, filter: Pick<LogFilter, 'action'>) =>
  await listLog(one, { ...filter, withProxies: false }, { limit: 51 })

async function requireExecution(tx: Tx, id: string): Promise<Execution> {
  const found = await findExecution(tx, id)
  if (!found) throw new Error(`there is no execution ${id}`)
  return found
}

/**
 * Groups and their members do not grow with posts: in two pages, they are read whole in less time
 * than by an index, and of larger tables the planner takes the index.
 */
const ALL_GROUPS = ACCOUNTS + GROUPS

/** What people ask. */
const READS: readonly Work[] = [
  ['posts', 2_000, asks(() => '/api/posts?limit=50')],
  ['drafts', 2_000, asks(() => '/api/posts?limit=50&status=draft')],
  ['scheduled posts', 2_000, asks(() => '/api/posts?limit=50&status=pending')],
  ['posts of a busy author', 2_000, asks(({ busy }) => `/api/posts?limit=50&author=${busy}`)],
  ['posts of another author', 2_000, asks(({ rare }) => `/api/posts?limit=50&author=${rare}`)],
  [
    'drafts of a busy author',
    2_000,
    asks(({ busy }) => `/api/posts?limit=50&status=draft&author=${busy}`),
  ],
  [
    'a month of the calendar',
    4_000,
    asks(
      () =>
        `/api/posts?limit=200&scheduled_from=${dayBefore(400)}&scheduled_until=${dayBefore(370)}`,
    ),
  ],
  [
    'this month of the calendar',
    4_000,
    asks(
      () => `/api/posts?limit=200&scheduled_from=${dayBefore(5)}&scheduled_until=${dayBefore(-25)}`,
    ),
  ],
  [
    // 501 of the month with all that is shown of them, and 10,000 posts from which distances are taken.
    'a month with its gaps and collisions',
    50_000,
    asks(
      () =>
        `/api/publishing-calendar?from=${dayBefore(25)}&until=${dayBefore(-5)}&time_zone=Asia/Almaty`,
    ),
  ],
  // The newest of the account are walked, with what each post shows.
  ['posts of an account', 3_000, asks(({ account }) => `/api/posts?limit=50&account=${account}`)],
  ['the board of posts', 5_000, asks(() => '/api/publishing-board')],
  ['one post', 100 + ALL_GROUPS, asks(({ post }) => `/api/posts/${post}`)],
  ['its publications', 500, asks(({ post }) => `/api/posts/${post}/executions`)],
  ['its captions', 100 + ALL_GROUPS, asks(({ post }) => `/api/posts/${post}/captions`)],
  ['the plan of a post', 3_000, asks(({ pending }) => `/api/posts/${pending}/plan`)],
  ['the log', 500, asks(() => '/api/logs?limit=50')],
  ['the log of an account', 500, asks(({ account }) => `/api/logs?limit=50&account=${account}`)],
  ['the log of a publication', 100, asks(({ execution }) => `/api/logs?execution=${execution}`)],
  ['rare lines of the log', 500, asks(() => '/api/logs?limit=50&status=thrown')],
  ['rare actions in the log', 500, asks(() => '/api/logs?limit=50&action=remove')],
  [
    'rare actions with their end',
    1_000,
    asks(() => '/api/logs?limit=50&action=remove&status=removed'),
  ],
  [
    'the log for those who see no proxies',
    500,
    async (stage) => await readAsEditor(stage, { action: undefined }),
    'needs statistics',
  ],
  [
    'logins for those who see no proxies',
    1_000,
    async (stage) => await readAsEditor(stage, { action: 'login' }),
  ],
  [
    'rare lines of an account',
    10_000,
    asks(({ account }) => `/api/logs?limit=50&account=${account}&status=thrown`),
  ],
  // A day has 1,440 publications here.
  ['statistics of a day', 40_000, asks(() => '/api/stats/overview?days=1'), 'needs statistics'],
  ['statistics by account', 60_000, asks(() => '/api/stats/accounts?limit=50&days=7')],
  ['statistics by post', 2_000, asks(() => '/api/stats/posts?limit=50&days=7')],
  // Accounts are few: those of each group are found among all.
  ['groups', 20_000, asks(() => '/api/groups?limit=50')],
  ['accounts of a group', 3_000, asks(({ group }) => `/api/groups/${group}/accounts?limit=50`)],
  ['uploads', 500, asks(() => '/api/uploads?limit=50')],
  ['uploaded videos', 1_000, asks(() => '/api/uploads?limit=50&kind=video')],
  ['one upload', 100, asks(({ upload }) => `/api/uploads/${upload}`)],
  [
    'whether something has changed',
    3_000,
    async ({ one }) => await sql`select ${POSTS_VERSION}, ${GROUPS_VERSION}`.execute(one),
  ],
  [
    'a translation',
    50,
    async ({ one }) => await findTranslation(one, KEY, ['deepl', 'google', 'model']),
  ],
]

/** What publishing does. */
const WRITES: readonly Work[] = [
  [
    // The accesses to an account are looked up by its name, twice: of 200 connections each look-up may read all.
    'let a publication begin, and send it',
    2_500,
    undone(async (tx, { services, execution, post }) => {
      await sql`
        update executions set status = 'queued', ended_at = null, posted_at = null, commit_sent_at = null
        where id = ${execution}::uuid`.execute(tx)
      const found = await requireExecution(tx, execution)
      await tryStart(tx, found, services.config, 1)
      await claimSendSlot(tx, found, services.config)
      await settlePost(tx, post)
    }),
  ],
  [
    'begin a post',
    3_000,
    undone(async (tx, { services, pending }) => {
      const post = await lockPost(tx, pending)
      const { accounts } = await planPost({ ...services, db: tx }, post, { begins: true })
      await beginPost(tx, services, post, { accounts, requestedAt: new Date() })
    }),
  ],
  [
    'look for posts that are due',
    1_000,
    async ({ one, services }) => {
      await services.queue.enqueue(one, publishDuePosts, {})
      await runNext(services, 'publish_due_posts')
    },
  ],
  [
    'how publishing goes',
    20_000,
    async ({ one, services }) => await watchPublishing(one, services.config),
    'needs statistics',
  ],
  [
    'try a post again',
    500,
    undone(
      async (tx, { services, failed }) => await retryExecutions(tx, services, failed, { id: null }),
    ),
  ],
  [
    'stop a post',
    500,
    undone(
      async (tx, { services, pending }) =>
        await cancelExecutions(tx, services.queue, pending, null),
    ),
  ],
  [
    'keep translations',
    100,
    undone(async (tx, { services }) => {
      await storeTranslation(tx, services, KEY, { service: 'google', text: CAPTION })
      await storeCorrection(tx, services, KEY, CAPTION)
    }),
  ],
  ...(['publication_log', 'translations'] as const).map((table): Work => [
    `delete old rows of ${table}`,
    30_000,
    undone(async (tx) => {
      const column = table === 'translations' ? 'translated_at' : 'at'
      await olderRows({ table, column }, 365 * DAY).execute(tx)
    }),
  ]),
  [
    'delete old uploads that nothing uses',
    30_000,
    undone(async (tx) => await deleteSomeOld(tx, 7 * DAY)),
  ],
]

export const STAGES: readonly Work[] = [...READS, ...WRITES]
