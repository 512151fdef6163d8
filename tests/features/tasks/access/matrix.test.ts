import { z } from 'zod'
import { SCOPES, type Scope } from '../../../../src/base/roles.ts'
import type { Db } from '../../../../src/db/database.ts'
import type { Services } from '../../../../src/features/manifest.ts'
import type { TaskType } from '../../../../src/queue/task-type.ts'
import { describe, expect, test } from '../../../fixtures/test.ts'
import { aTask, aThing } from './things.ts'
import { anAccessWorld, SERVICE, type AccessWorld, type Asker } from './world.ts'

const UPKEEP = 'system:read system:write'
const CREATORS = 'creators:read creators:write'
const PUBLISHING = 'publishing:read publishing:write'
const own = (prefix: string): string => `own:read own:write ${prefix}`

/** Who may see and change the tasks of each type: a decision of its own for every new one. */
const DECIDED: Readonly<Record<string, string>> = {
  advise_project: own('project'),
  ai_analysis: CREATORS,
  care_for_connection: own('connection'),
  check_new_accounts: 'accounts:read accounts:write',
  check_publishers: UPKEEP,
  clear_unused_sessions: UPKEEP,
  discover: CREATORS,
  discover_weekly: UPKEEP,
  draft_products: own('catalog_post'),
  expire_product_drafts: UPKEEP,
  extract_post: own('catalog_post'),
  full_scrape: CREATORS,
  keep_product_videos: own('product'),
  keep_sessions: UPKEEP,
  list_own_media: own('connection'),
  look_at_store: own('store'),
  plan_connection_care: UPKEEP,
  plan_own_media: UPKEEP,
  plan_product_videos: UPKEEP,
  plan_store_looks: UPKEEP,
  plan_webhook_subscriptions: UPKEEP,
  poll_batches: UPKEEP,
  process_webhooks: UPKEEP,
  publish_due_posts: UPKEEP,
  publish_to_account: PUBLISHING,
  read_account_insights: own('connection'),
  read_models: UPKEEP,
  recover_tasks: UPKEEP,
  refresh_benchmarks: UPKEEP,
  relation_check: CREATORS,
  relation_pairs: CREATORS,
  remove_publication: PUBLISHING,
  retire_tasks: UPKEEP,
  retry_stale_batches: UPKEEP,
  scan_store: own('store'),
  schedule_updates: UPKEEP,
  submit_batch: UPKEEP,
  subscribe_webhooks: own('connection'),
  sync_own_media: own('own_media'),
  tell_of_drafts: UPKEEP,
  translate_post: PUBLISHING,
  translate_texts: PUBLISHING,
  watch_stores: UPKEEP,
}

const ON_TASKS = ['tasks:read', 'tasks:write'] as const

/** Everybody that a task may meet: each role, and tokens that have just too little. */
async function askers(world: AccessWorld, types: readonly TaskType<Services>[]): Promise<Asker[]> {
  const [owner, other] = [await world.user('owner', 'member'), await world.user('other', 'member')]
  const areas = new Map(types.map(({ access: { read, write } }) => [read, write]))
  const ofAreas = [...areas].flatMap(([read, write]): Scope[][] => [
    [...ON_TASKS, read],
    [...ON_TASKS, write],
    ['tasks:read', read, write],
    [...ON_TASKS, read, write],
  ])
  const tokens = [
    SCOPES.filter((scope) => scope !== 'own:all'),
    [...ON_TASKS],
    [...ON_TASKS, 'own:read', 'own:write', 'own:all'] as const,
    ...ofAreas,
  ]
  return [
    owner,
    other,
    await world.user('admin', 'admin'),
    await world.tokenWith([...ON_TASKS, 'own:read', 'own:write'], owner.userId),
    await world.tokenWith([...ON_TASKS, 'own:read'], owner.userId),
    SERVICE,
    await world.user('viewer', 'viewer'),
    await world.user('editor', 'editor'),
    ...(await Promise.all(tokens.map(async (scopes) => await world.tokenWith(scopes)))),
  ]
}

type Task = { type: TaskType<Services>; owner: string | null; ended: number; failed: number }

const sees = ({ scopes, userId }: Asker, { type, owner }: Task): boolean =>
  scopes.includes(type.access.read) &&
  (type.access.owner === undefined ||
    scopes.includes('own:all') ||
    (userId !== null && userId === owner))

const changes = (asker: Asker, task: Task): boolean =>
  sees(asker, task) && asker.scopes.includes(task.type.access.write)

/** One of each owner, also of those that differ by nothing. */
async function tasksOf(
  db: Db,
  types: readonly TaskType<Services>[],
  owners: readonly (string | null)[],
): Promise<Task[]> {
  const made: Task[] = []
  for (const type of types)
    for (const owner of type.access.owner === undefined ? [null] : owners) {
      const about = { type: type.name, subject: await aThing(db, type, owner) }
      const ended = await aTask(db, { ...about, status: 'done' })
      made.push({ type, owner, ended, failed: await aTask(db, { ...about, status: 'failed' }) })
    }
  return made
}

/** The first of these do every act with every task; the others two acts with tasks of each kind of access. */
const WITH_EVERY_ACT = 4

const oneOfEach = (made: readonly Task[]): Task[] => [
  ...new Map(
    made.map((task) => [`${DECIDED[task.type.name]} ${task.owner}`, task] as const),
  ).values(),
]

type Act = { name: string; scope: Scope; send: [method: string, path: string, json?: object] }

/** Acts on a task that has ended well change nothing: whoever may change it gets a 409. */
const ACTS: readonly Act[] = [
  { name: 'show', scope: 'tasks:read', send: ['GET', ''] },
  { name: 'attempts', scope: 'tasks:read', send: ['GET', '/attempts'] },
  { name: 'watch', scope: 'tasks:read', send: ['GET', '/events'] },
  { name: 'prioritize', scope: 'tasks:write', send: ['PATCH', '', { priority: 1 }] },
  { name: 'retry', scope: 'tasks:write', send: ['POST', '/retry'] },
  { name: 'cancel', scope: 'tasks:write', send: ['POST', '/cancel'] },
]

function expected(asker: Asker, task: Task, { scope }: Act): number {
  if (!asker.scopes.includes(scope)) return 403
  if (!sees(asker, task)) return 404
  if (scope === 'tasks:read') return 200
  return changes(asker, task) ? 409 : 403
}

const Ids = z.object({
  data: z.array(z.object({ id: z.int() })),
  next_cursor: z.string().nullable(),
})
const Errors = z.object({
  data: z.array(z.object({ failed_tasks: z.int(), task_type: z.string().nullable() })),
})
const Total = z.object({ total: z.int() })
const Bulk = z.object({ matched: z.int(), groups: z.array(z.object({ task_type: z.string() })) })

describe('who may do what with tasks', () => {
  test('is decided for each registered type', ({ db }) => {
    const { types } = anAccessWorld(db).services.queue
    const found = [...types.values()].map(({ name, access: { read, write, owner } }) => [
      name,
      [read, write, ...(owner ? [owner.prefix] : [])].join(' '),
    ])
    expect(Object.fromEntries(found)).toEqual(DECIDED)
  })

  test('the timetable enqueues upkeep alone', ({ db }) => {
    const { schedule } = anAccessWorld(db).services
    expect(schedule.length).toBeGreaterThan(10)
    for (const { taskType } of schedule)
      expect([taskType.name, taskType.access]).toEqual([
        taskType.name,
        { read: 'system:read', write: 'system:write' },
      ])
  })

  test('holds for everybody, every type and every act', { timeout: 180_000 }, async ({ db }) => {
    const world = anAccessWorld(db)
    const types = [...world.services.queue.types.values()]
    const everybody = await askers(world, types)
    const [owner, other] = everybody
    const made = await tasksOf(db, types, [owner?.userId ?? '', other?.userId ?? '', null])
    const wrong: string[] = []
    for (const [place, asker] of everybody.entries()) {
      const { token } = asker
      const isWhole = place < WITH_EVERY_ACT
      const ask = async (task: Task, act: Act): Promise<void> => {
        const [method, path, json] = act.send
        const answer = await world.send(method, `/api/tasks/${task.ended}${path}`, { token, json })
        await answer.body?.cancel()
        const should = expected(asker, task, act)
        if (answer.status !== should)
          wrong.push(
            `${asker.name}: ${act.name} ${task.type.name} of ${task.owner}: ${answer.status}, not ${should}`,
          )
      }
      const acts = isWhole ? ACTS : ACTS.filter(({ name }) => name === 'show' || name === 'cancel')
      for (const task of isWhole ? made : oneOfEach(made))
        await Promise.all(acts.map(async (act) => await ask(task, act)))
    }
    expect(wrong).toEqual([])
  })

  test(
    'holds for lists, counts, groups of errors and bulk acts',
    { timeout: 120_000 },
    async ({ db }) => {
      const world = anAccessWorld(db)
      const types = [...world.services.queue.types.values()]
      const everybody = (await askers(world, types)).filter(({ scopes }) =>
        ON_TASKS.every((scope) => scopes.includes(scope)),
      )
      const [owner, other] = everybody
      const made = await tasksOf(db, types, [owner?.userId ?? '', other?.userId ?? '', null])
      for (const asker of everybody) {
        const get = async (path: string): Promise<unknown> =>
          await (await world.send('GET', path, { token: asker.token })).json()
        const bulk = async (json: object) =>
          Bulk.parse(
            await (
              await world.send('POST', '/api/tasks/bulk', { token: asker.token, json })
            ).json(),
          )
        const seen = made.filter((task) => sees(asker, task))
        const ids = seen.flatMap(({ ended, failed }) => [ended, failed])
        const changed = made.filter((task) => changes(asker, task))
        const names = [...new Set(changed.map(({ type }) => type.name))].toSorted()

        const listed: number[] = []
        for (let cursor: string | null = ''; cursor !== null;) {
          const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
          const page = Ids.parse(await get(`/api/tasks?limit=7${more}`))
          listed.push(...page.data.map(({ id }) => id))
          cursor = page.next_cursor
        }
        expect(listed, asker.name).toEqual(ids.toSorted((a, b) => b - a))
        expect(Total.parse(await get('/api/tasks/counts')).total, asker.name).toBe(ids.length)
        const errors = Errors.parse(await get('/api/tasks/errors')).data
        const failed = errors.reduce((sum, group) => sum + group.failed_tasks, 0)
        expect(failed, asker.name).toBe(seen.length)
        const seenTypes = new Set(seen.map(({ type }) => type.name))
        expect(new Set(errors.map((group) => group.task_type)), asker.name).toEqual(seenTypes)

        const named = made.map(({ failed }) => failed)
        const byIds = await bulk({ action: 'retry', ids: named, dry_run: true })
        expect(byIds.matched, asker.name).toBe(changed.length)
        const byFilter = await bulk({ action: 'retry', filter: {}, dry_run: true })
        expect(byFilter.matched, asker.name).toBe(changed.length)
        expect([...new Set(byFilter.groups.map((group) => group.task_type))].toSorted()).toEqual(
          names,
        )
      }
    },
  )
})
