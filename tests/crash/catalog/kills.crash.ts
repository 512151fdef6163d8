import { setTimeout as delay } from 'node:timers/promises'
import type { FaultRule as GraphFault } from '../../../sim/graph/fault-book.ts'
import type { FaultRule as ModelFault } from '../../../sim/openai/index.ts'
import { expect, test } from '../../fixtures/test.ts'
import type { Daemon } from '../analyze/daemon.ts'
import { FAULTS as BATCH_FAULTS } from '../analyze/random-faults.ts'
import { seededRandom } from '../random.ts'
import { runBatches } from './batches.ts'
import { startCrashWorld, type CrashWorld } from './crash-world.ts'
import { approveSome, scanShops, STEPS } from './steps.ts'
import type { Step } from './stops.ts'
import { expectWhole, paidTwice, readTotals, wrongDrafts } from './verdict.ts'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const seed = number('CRASH_SEED', Math.floor(Math.random() * 2 ** 31))
const seconds = number('CRASH_SECONDS', 60)
/** The steps that somebody is working on; all without it. */
const steps = new RegExp(process.env['CRASH_STEPS'] ?? '')
const POLL = { timeout: 90_000, interval: 50 }
/** A busy machine takes minutes to read all posts of the shops. */
const END = { timeout: 300_000, interval: 500 }

/** What may go wrong on the way without a lasting refusal. */
const META_FAULTS: readonly GraphFault[] = [
  { kind: 'html', path: '/media' },
  { kind: 'truncate', path: '/media' },
  { kind: 'drop', path: '/media' },
  { kind: 'drop_after_commit', path: '/media', times: 2 },
  { kind: 'delay', path: '/media', delay_ms: 300, times: 3 },
  { kind: 'drop', path: '/cdn/' },
  { kind: 'delay', path: '/cdn/', delay_ms: 100, times: 20 },
]
const ASKED = { on: 'http', path: '/v1/chat/completions$' } as const
const MODEL_FAULTS: readonly ModelFault[] = [
  { ...ASKED, kind: 'hang' },
  { ...ASKED, kind: 'hang_after' },
  { ...ASKED, kind: 'server_error' },
  { ...ASKED, kind: 'rate_limit' },
  { on: 'row', kind: 'refusal', times: 1 },
  { on: 'row', kind: 'length', times: 1 },
  ...BATCH_FAULTS.map((fault) => ({ on: 'http' as const, ...fault })),
]

/** Lets the last gramd read what is new and end all tasks, then stops it. */
async function finish(world: CrashWorld, daemon: Daemon): Promise<void> {
  try {
    await expect
      .poll(async () => {
        await world.plan()
        await runBatches(world)
        return await wrongDrafts(world)
      }, END)
      .toEqual([])
    await expect
      .poll(async () => {
        const { open, running_syncs: running, in_batches: batches } = await readTotals(world)
        if (batches > 0) await runBatches(world)
        return open + running + batches
      }, END)
      .toBe(0)
    await world.push('notify_of_drafts')
    await expect.poll(async () => (await readTotals(world)).open, END).toBe(0)
  } catch (failure) {
    console.log(daemon.tail())
    throw failure
  }
  expect(await daemon.stop()).toBe(0)
}

async function killAt(world: CrashWorld, { at, arrange, act, isListing }: Step): Promise<void> {
  const stop = await arrange(world)
  const daemon = await world.start(isListing === true ? { OPENAI_API_KEY: '' } : {})
  await expect
    .poll(
      async () => {
        await act(world)
        return await stop.isReached()
      },
      { ...POLL, message: at },
    )
    .toBe(true)
    .catch((failure: unknown) => {
      console.log(daemon.tail())
      throw failure
    })
  await daemon.kill()
  await stop.release()
}

/** Scans all shops to the end. */
async function scanToTheEnd(world: CrashWorld): Promise<void> {
  const daemon = await world.start()
  await scanShops(world)
  await finish(world, daemon)
}

test('nothing is lost, doubled or paid twice, though gramd is killed at each step of scans, approvals and syncs', async ({
  db,
  databaseUrl,
}) => {
  const world = await startCrashWorld(db, databaseUrl)
  const chosen = STEPS.filter(({ at }) => steps.test(at))
  const [listing, other] = [chosen.filter((s) => s.isListing), chosen.filter((s) => !s.isListing)]
  try {
    for (const step of listing) await killAt(world, step)
    await scanToTheEnd(world)
    for (const step of other) await killAt(world, step)
    const last = await world.start()
    for (const step of other) await step.again?.(world)
    await finish(world, last)
    const totals = await expectWhole(world)
    console.log(JSON.stringify({ steps: chosen.length, ...totals, paidTwice: paidTwice(world) }))
    expect(paidTwice(world)).toBeLessThanOrEqual(totals.lost + totals.useless)
  } finally {
    await world.close()
  }
})

test(`nothing is lost, doubled or paid twice, though gramd is killed at any moment for ${seconds} s (seed ${seed})`, async ({
  db,
  databaseUrl,
}) => {
  console.log(`CRASH_SEED=${seed} CRASH_SECONDS=${seconds}`)
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const world = await startCrashWorld(db, databaseUrl)
  const { graph, openai, shops } = world
  const clear = (): void => {
    graph.control.clearFaults()
    openai.control.clearFaults()
  }
  let kills = 0
  try {
    const over = AbortSignal.timeout(seconds * 1_000)
    while (!over.aborted) {
      clear()
      const [meta, model] = [
        META_FAULTS[below(2 * META_FAULTS.length)],
        MODEL_FAULTS[below(2 * MODEL_FAULTS.length)],
      ]
      if (meta) graph.control.addFault({ ...meta, skip: below(3) })
      if (model) openai.control.addFault(model)
      const daemon = await world.start()
      if (kills === 0 || random() < 0.2) await scanShops(world, random() < 0.5)
      for (let left = below(20); left > 0; left -= 1) {
        const shop = shops.all[below(shops.all.length)]
        if (shop && random() < 0.2) shops.publish(shop)
        if (random() < 0.3) void approveSome(world)
        if (random() < 0.3) await runBatches(world)
        await world.plan()
        await delay(below(150))
      }
      await daemon.kill()
      kills += 1
    }
    clear()
    await finish(world, await world.start())
    const totals = await expectWhole(world)
    console.log(JSON.stringify({ seed, kills, ...totals, paidTwice: paidTwice(world) }))
    expect(paidTwice(world)).toBeLessThanOrEqual(totals.lost + totals.useless)
    expect(totals.drafts).toBeGreaterThan(0)
  } finally {
    await world.close()
  }
})
