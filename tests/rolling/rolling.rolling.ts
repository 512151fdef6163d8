import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import packageJson from '../../package.json' with { type: 'json' }
import { runScenario, type Outcome } from '../../sim/demo/scenario.ts'
import { createControlClient } from '../../sim/run/control-client.ts'
import { createSharedDatabase } from '../../sim/run/database.ts'
import { startLocalGramd, type LocalGramd } from '../../sim/run/local-gramd.ts'
import { childEnvironment } from '../fixtures/compile-cache.ts'
import { serverFolder, withClient } from '../fixtures/test-server.ts'
import { makeNextRelease } from './next-release.ts'
import { startCaller, startReplica, type Caller, type Replica } from './replica.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
const MIGRATION = '9999_lists_rolling.sql'
const LIMIT_MS = 540_000

const Report = z.object({ rows: z.object({ answered: z.number() }) })
const Health = z.object({
  version: z.string(),
  warnings: z.array(z.object({ setting: z.string(), message: z.string() })),
})

test(
  'three replicas are upgraded one after the other under the main job',
  { timeout: 600_000 },
  async () => {
    await using stack = new AsyncDisposableStack()
    const next = stack.use(
      await makeNextRelease(MIGRATION, 'alter table lists add column rolling_note text;\n'),
    )
    const world = await startWorld(stack)
    const replicas = await startReplicas(world, stack)
    const caller = startCaller(replicas, world.token)

    const run = await upgradeUnderJob(world, replicas, next.tree)
    await caller.stop()

    const { outcome, old } = run
    expect(outcome.creators.length).toBeGreaterThanOrEqual(25)
    expect(outcome.creators.filter(({ status }) => status !== 'active')).toEqual([])
    expect(outcome).toMatchObject({ tasks: { failed: 0 }, refereeViolations: 0 })
    expect(old).toMatchObject([
      { version: packageJson.version, warnings: [{ setting: 'schema' }] },
      { version: packageJson.version, warnings: [{ setting: 'schema' }] },
    ])
    expect(run.servedByOld).toBeGreaterThan(0)
    for (const { url } of replicas)
      expect(await healthOf(url, world.token)).toMatchObject({
        version: next.version,
        warnings: [],
      })
    await expectNothingLost(world, caller)
    console.log(
      `${run.seconds} s for three upgrades; ${caller.created.length * 3} calls, ` +
        `${caller.retried} served by another try, ${run.servedByOld} tasks of older replicas after it`,
    )
  },
)

/** The database, the stand-ins, and the first replica. */
async function startWorld(stack: AsyncDisposableStack): Promise<LocalGramd & { folder: string }> {
  await mkdir(join(PROJECT, '.gramd'), { recursive: true })
  const folder = await mkdtemp(join(PROJECT, '.gramd', 'rolling-'))
  const reachableFolder = await mkdtemp(join(await serverFolder(), 'gramd-rolling-'))
  await chmod(reachableFolder, 0o755)
  stack.defer(async () => {
    for (const each of [folder, reachableFolder]) await rm(each, { recursive: true, force: true })
  })
  const world = await startLocalGramd({
    folder,
    createDatabase: async (place) => await createSharedDatabase(place, { reachableFolder }),
    accounts: 5,
    // Slow enough for three upgrades under the job.
    speed: 300,
    seed: 'e2e',
    worldAt: new Date('2026-03-02T09:00:00Z'),
    port: 0,
    settings: { ...childEnvironment(), TMPDIR: folder, GRAMD_UPLOADS_DIR: join(folder, 'uploads') },
  })
  stack.defer(async () => await world.stop())
  return { ...world, folder }
}

/** The replica of the demo is upgraded last. */
async function startReplicas(
  world: LocalGramd & { folder: string },
  stack: AsyncDisposableStack,
): Promise<Replica[]> {
  const { folder, url } = world
  const others: Replica[] = []
  for (const name of ['second', 'third']) {
    const replica = await startReplica(world, { name, folder })
    stack.defer(replica.stop)
    others.push(replica)
  }
  const upgrade = async (tree: string) => await world.replaceDaemon(tree)
  return [...others, { name: 'demo', url, upgrade, stop: world.stop }]
}

/** Runs the job; after the first creators it upgrades all replicas, one after the other. */
async function upgradeUnderJob(world: LocalGramd, replicas: readonly Replica[], tree: string) {
  const signal = AbortSignal.timeout(LIMIT_MS)
  const failed = new AbortController()
  let upgraded: Promise<{ old: unknown[]; expandedAt: number; seconds: number }> | undefined
  const outcome: Outcome = await runScenario(world, {
    hashtags: ['алматымама'],
    onStep: (step) => {
      if (upgraded || step.stage !== 'discover' || step.done < 3) return
      upgraded = upgradeAll(world, replicas, tree)
      upgraded.catch((error: unknown) => failed.abort(error))
    },
    signal: AbortSignal.any([failed.signal, signal]),
  })
  if (!upgraded) throw new Error('the job ended before an upgrade')
  const { old, expandedAt, seconds } = await upgraded
  const servedByOld = await countEnded(world, expandedAt)
  return { outcome, old, seconds, servedByOld }
}

async function upgradeAll(world: LocalGramd, replicas: readonly Replica[], tree: string) {
  const startedAt = performance.now()
  const old: unknown[] = []
  let expandedAt = 0
  for (const [place, replica] of replicas.entries()) {
    await replica.upgrade(tree)
    if (place > 0) continue
    expandedAt = world.worldNow()
    for (const { url } of replicas.slice(1)) old.push(await healthOf(url, world.token))
  }
  return { old, expandedAt, seconds: Math.round((performance.now() - startedAt) / 1_000) }
}

/** Asks again while the database needs too long for an answer, which is a problem then. */
async function healthOf(url: string, token: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` }
  const read = async () => {
    const response = await fetch(new URL('/api/health', url), { headers })
    return Health.parse(await response.json())
  }
  return await vi.waitFor(read, { timeout: 20_000, interval: 200 })
}

/** The tasks that the replicas that were upgraded later ended on the expanded schema. */
async function countEnded({ databaseUrl }: LocalGramd, sinceMs: number): Promise<number> {
  return await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int from scrape_tasks
       where status = 'done' and lease_owner in ('third', 'demo') and completed_at > $1`,
      [new Date(sinceMs)],
    )
    return rows[0]?.count ?? 0
  })
}

/** No task is open or failed, none ran or was paid twice, and each list was created once. */
async function expectNothingLost(world: LocalGramd, caller: Caller): Promise<void> {
  expect(caller.faults).toEqual([])
  expect(caller.created.length).toBeGreaterThan(5)
  const { rows } = await withClient(
    world.databaseUrl,
    async (client) =>
      await client.query(
        `select
           (select count(*)::int from scrape_tasks where status in ('failed', 'cancelled')) as failed,
           (select coalesce(sum(lost_leases), 0)::int from scrape_tasks) as lost,
           (select count(*)::int from (
             select from scrape_tasks where task_type in ('full_scrape', 'ai_analysis') and subject is not null
             group by task_type, subject having count(*) > 1) twice) as doubled,
           (select count(*)::int from scrape_tasks where task_type = 'ai_analysis' and status = 'done') as analyses,
           (select count(*)::int from lists where name like 'rolling %') as lists,
           (select count(*)::int from pg_attribute
            where attrelid = 'lists'::regclass and attname = 'rolling_note') as expanded`,
      ),
  )
  const openai = createControlClient(world.standIns.openai.controlUrl)
  const { answered } = Report.parse(await openai.get('/report')).rows
  expect(rows).toEqual([
    {
      failed: 0,
      lost: 0,
      doubled: 0,
      analyses: answered,
      lists: caller.created.length,
      expanded: 1,
    },
  ])
}
