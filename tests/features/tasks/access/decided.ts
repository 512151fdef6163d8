import { SCOPES, type Scope } from '../../../../src/base/roles.ts'
import type { Db } from '../../../../src/db/handles.ts'
import type { Services } from '../../../../src/features/services.ts'
import type { TaskType } from '../../../../src/queue/task-type.ts'
import { aTask, aThing } from './things.ts'
import { anAccessWorld, SERVICE, type AccessWorld, type Asker } from './world.ts'

const UPKEEP = 'system:read system:write'
const CREATORS = 'creators:read creators:write'
const PUBLISHING = 'publishing:read publishing:write'
const own = (prefix: string): string => `own:read own:write ${prefix}`

/** Who may see and change the tasks of each type: a decision of its own for every new one. */
export const DECIDED: Readonly<Record<string, string>> = {
  advise_project: own('project'),
  ai_analysis: CREATORS,
  check_connection: own('connection'),
  check_new_accounts: 'accounts:read accounts:write',
  check_publishers: UPKEEP,
  clear_unused_sessions: UPKEEP,
  discover: CREATORS,
  discover_weekly: UPKEEP,
  draft_products: own('catalog_post'),
  expire_product_drafts: UPKEEP,
  extract_post: own('catalog_post'),
  full_scrape: CREATORS,
  download_product_videos: own('product'),
  maintain_sessions: UPKEEP,
  list_own_media: own('connection'),
  poll_store: own('store'),
  schedule_connection_checks: UPKEEP,
  schedule_own_media: UPKEEP,
  schedule_product_videos: UPKEEP,
  schedule_store_polls: UPKEEP,
  schedule_webhook_subscriptions: UPKEEP,
  poll_batches: UPKEEP,
  process_webhooks: UPKEEP,
  settle_jobs: UPKEEP,
  publish_due_posts: UPKEEP,
  publish_to_account: PUBLISHING,
  read_account_insights: own('connection'),
  read_own_stories: own('connection'),
  read_models: UPKEEP,
  recover_tasks: UPKEEP,
  notify_campaign_alerts: UPKEEP,
  refresh_benchmarks: UPKEEP,
  relation_check: CREATORS,
  relation_pairs: CREATORS,
  remove_publication: PUBLISHING,
  retire_tasks: UPKEEP,
  retry_stale_batches: UPKEEP,
  run_backfill: UPKEEP,
  scan_store: own('store'),
  plan_campaign_readings: UPKEEP,
  read_campaign_creator: CREATORS,
  schedule_updates: UPKEEP,
  send_watch_news: UPKEEP,
  queue_campaign_reports: UPKEEP,
  queue_outgoing_webhooks: UPKEEP,
  send_outgoing_rows: 'lists:read lists:write',
  send_campaign_report: 'lists:read lists:write',
  find_silent_creators: UPKEEP,
  submit_batch: UPKEEP,
  subscribe_webhooks: own('connection'),
  sync_own_media: own('own_media'),
  notify_of_drafts: UPKEEP,
  translate_post: PUBLISHING,
  translate_texts: PUBLISHING,
  watch_stores: UPKEEP,
}

export const ON_TASKS = ['tasks:read', 'tasks:write'] as const

/** Everybody that a task may meet: each role, and tokens that have just too little. */
export async function askers(
  world: AccessWorld,
  types: readonly TaskType<Services>[],
): Promise<Asker[]> {
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

export const sees = ({ scopes, userId }: Asker, { type, owner }: Task): boolean =>
  scopes.includes(type.access.read) &&
  (type.access.owner === undefined ||
    scopes.includes('own:all') ||
    (userId !== null && userId === owner))

export const changes = (asker: Asker, task: Task): boolean =>
  sees(asker, task) && asker.scopes.includes(task.type.access.write)

/** One of each owner, also of those that differ by nothing. */
export async function tasksOf(
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

/** The first askers: the owner, another member, an admin, and a token of the owner. */
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

/** `sample`: a task of each kind of access, and of most askers one act. `whole`: every task, and every act of the first. */
export async function wrongAnswers(db: Db, extent: 'sample' | 'whole'): Promise<string[]> {
  const world = anAccessWorld(db)
  const types = [...world.services.queue.types.values()]
  const everybody = await askers(world, types)
  const [owner, other] = everybody
  const made = await tasksOf(db, types, [owner?.userId ?? '', other?.userId ?? '', null])
  const wrong: string[] = []
  const ask = async (asker: Asker, task: Task, act: Act): Promise<void> => {
    const [method, path, json] = act.send
    const { token } = asker
    const answer = await world.send(method, `/api/tasks/${task.ended}${path}`, { token, json })
    await answer.body?.cancel()
    const should = expected(asker, task, act)
    if (answer.status !== should)
      wrong.push(
        `${asker.name}: ${act.name} ${task.type.name} of ${task.owner}: ${answer.status}, not ${should}`,
      )
  }
  for (const [place, asker] of everybody.entries()) {
    const isFirst = place < WITH_EVERY_ACT
    const acts = isFirst ? ACTS : actsOf(asker, extent)
    for (const task of isFirst && extent === 'whole' ? made : oneOfEach(made))
      await Promise.all(acts.map(async (act) => await ask(asker, task, act)))
  }
  return wrong
}

/** Whoever may change tasks learns by cancelling, too, which of them they see. */
function actsOf({ scopes }: Asker, extent: 'sample' | 'whole'): Act[] {
  const telling = scopes.includes('tasks:write') ? 'cancel' : 'show'
  const names = extent === 'whole' ? ['show', 'cancel'] : [telling]
  return ACTS.filter(({ name }) => names.includes(name))
}
