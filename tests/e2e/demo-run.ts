import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { z } from 'zod'
import { runScenario, type Outcome, type Step } from '../../sim/demo/scenario.ts'
import { createControlClient } from '../../sim/run/control-client.ts'
import { createSharedDatabase, type RunDatabase } from '../../sim/run/database.ts'
import { startLocalGramd, type LocalGramd } from '../../sim/run/local-gramd.ts'
import { childEnvironment } from '../fixtures/compile-cache.ts'
import { serverFolder } from '../fixtures/test-server.ts'
import { readCreatorRows } from './rows.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
const WORLD_AT = new Date('2026-03-02T09:00:00Z')

export type Finished = {
  outcome: Outcome
  rows: Record<string, string[]>
  /** What /metrics said at the end. */
  metrics: string
  /** Rows of batches that the stand-in for OpenAI answered, each of which is paid. */
  paidRows: number
}

const Report = z.object({ rows: z.object({ answered: z.number() }) })

/** Something that happens to gramd at the first matching step after the end of the one before. */
export type Disaster = {
  at: (step: Step) => boolean
  strike: (world: LocalGramd) => Promise<void>
}

/**
 * The demo's whole job with each part in its own process, on a clock fast enough for a test. Each
 * disaster happens once, in their order; the run fails if one is left.
 */
export async function runDemo(
  options: {
    disasters?: readonly Disaster[]
    /** Puts something between gramd and its database. */
    wrapDatabase?: (made: RunDatabase) => Promise<RunDatabase>
    timeoutMs?: number
  } = {},
): Promise<Finished> {
  const { wrapDatabase = async (made: RunDatabase) => made, timeoutMs = 100_000 } = options
  await mkdir(join(PROJECT, '.gramd'), { recursive: true })
  const folder = await mkdtemp(join(PROJECT, '.gramd', 'e2e-'))
  const reachableFolder = await mkdtemp(join(await serverFolder(), 'gramd-e2e-'))
  await chmod(reachableFolder, 0o755)
  const world = await startLocalGramd({
    folder,
    createDatabase: async (place) =>
      await wrapDatabase(await createSharedDatabase(place, { reachableFolder })),
    accounts: 5,
    speed: 1000,
    seed: 'e2e',
    worldAt: WORLD_AT,
    port: 0,
    // Files of a killed gramd are deleted with the folder.
    settings: { ...childEnvironment(), TMPDIR: folder },
  })
  const left = [...(options.disasters ?? [])]
  const strikes: Promise<void>[] = []
  let isStriking = false
  const failed = new AbortController()
  const run = async ({ strike }: Disaster): Promise<void> => {
    isStriking = true
    await strike(world).catch((error: unknown) => failed.abort(error))
    isStriking = false
  }
  try {
    const outcome = await runScenario(world, {
      hashtags: ['алматымама'],
      onStep: (step) => {
        const [next] = left
        if (isStriking || next?.at(step) !== true) return
        left.shift()
        strikes.push(run(next))
      },
      signal: AbortSignal.any([failed.signal, AbortSignal.timeout(timeoutMs)]),
    })
    await Promise.all(strikes)
    failed.signal.throwIfAborted()
    expect(left).toEqual([])
    const headers = { authorization: `Bearer ${world.token}` }
    const metrics = await (await fetch(`${world.url}/metrics`, { headers })).text()
    const openai = createControlClient(world.standIns.openai.controlUrl)
    const { answered: paidRows } = Report.parse(await openai.get('/report')).rows
    return { outcome, rows: await readCreatorRows(world.databaseUrl), metrics, paidRows }
  } finally {
    await world.stop()
    for (const each of [folder, reachableFolder]) await rm(each, { recursive: true, force: true })
  }
}

/** Kills the session of one account. */
export async function killAccount({ standIns }: LocalGramd): Promise<void> {
  const { accounts, controlUrl } = standIns.instagram
  await fetch(`${controlUrl}/accounts/${accounts[0]?.username}/kill`, { method: 'POST' })
}

/** Kills gramd with SIGKILL and starts it again. */
export async function restart(world: LocalGramd): Promise<void> {
  await world.killDaemon()
  await world.startDaemon()
}

export function expectComplete({ outcome }: Finished, creators: number): void {
  expect(outcome.creators.length).toBeGreaterThanOrEqual(creators)
  expect(outcome.creators.filter((creator) => creator.status !== 'active')).toEqual([])
  expect(outcome).toMatchObject({ tasks: { failed: 0 }, refereeViolations: 0 })
}
