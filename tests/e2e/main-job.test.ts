import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runScenario, type Outcome, type Step } from '../../sim/demo/scenario.ts'
import { startDemoWorld, type DemoWorld } from '../../sim/demo/world.ts'
import { compileCache } from '../fixtures/compile-cache.ts'
import { readCreatorRows } from './rows.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
const WORLD_AT = new Date('2026-03-02T09:00:00Z')

type Finished = { outcome: Outcome; rows: Record<string, string[]> }

/** The demo's whole job with everything in processes of its own, on a clock fast enough for a test. */
async function runDemo(
  disturb: (world: DemoWorld, step: Step) => Promise<void> | undefined,
): Promise<Finished> {
  await mkdir(join(PROJECT, '.gramd'), { recursive: true })
  const folder = await mkdtemp(join(PROJECT, '.gramd', 'e2e-'))
  const world = await startDemoWorld({
    folder,
    accounts: 5,
    speed: 1000,
    seed: 'e2e',
    worldAt: WORLD_AT,
    port: 0,
    settings: compileCache(),
  })
  try {
    const disturbances: Promise<void>[] = []
    const outcome = await runScenario(world, {
      hashtag: 'алматымама',
      onStep: (step) => {
        const disturbance = disturb(world, step)
        if (disturbance) disturbances.push(disturbance)
      },
      signal: AbortSignal.timeout(100_000),
    })
    await Promise.all(disturbances)
    return { outcome, rows: await readCreatorRows(world.databaseUrl) }
  } finally {
    await world.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function expectComplete({ outcome }: Finished): void {
  expect(outcome.creators.length).toBeGreaterThanOrEqual(25)
  expect(outcome.creators.filter((creator) => creator.status !== 'active')).toEqual([])
  expect(outcome).toMatchObject({ tasks: { failed: 0 }, refereeViolations: 0 })
}

/** What can happen to gramd while it works, each once, in this order. */
const DISASTERS: { at: (step: Step) => boolean; strike: (world: DemoWorld) => Promise<void> }[] = [
  {
    at: (step) => step.stage === 'discover' && step.done >= 5,
    async strike({ stands }) {
      const { accounts, controlUrl } = stands.instagram
      await fetch(`${controlUrl}/accounts/${accounts[0]?.username}/kill`, { method: 'POST' })
    },
  },
  { at: (step) => step.stage === 'discover' && step.done >= 15, strike: restart },
  { at: (step) => step.stage === 'creators' && step.counts.ai_analysis.done >= 5, strike: restart },
]

async function restart(world: DemoWorld): Promise<void> {
  await world.killDaemon()
  await world.startDaemon()
}

test('the main job leaves the same rows when an account dies and gramd is killed twice', async () => {
  const undisturbed = await runDemo(() => undefined)
  expectComplete(undisturbed)
  expect(undisturbed.outcome.overspentScrapes).toBe(0)

  const left = [...DISASTERS]
  const disturbed = await runDemo((world, step) =>
    left[0]?.at(step) ? left.shift()?.strike(world) : undefined,
  )

  expect(left).toEqual([])
  expectComplete(disturbed)
  expect(disturbed.rows).toEqual(undisturbed.rows)
}, 240_000)
