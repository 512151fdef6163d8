import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '../../fixtures/test.ts'
import type { FaultRule } from '../../../sim/graph/fault-book.ts'
import type { Daemon } from '../analyze/daemon.ts'
import { seededRandom } from '../random.ts'
import { startCrashWorld, type CrashWorld } from './crash-world.ts'
import { STEPS } from './steps.ts'
import { expectWhole, readTotals, wrongPosts } from './verdict.ts'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const seed = number('CRASH_SEED', Math.floor(Math.random() * 2 ** 31))
const seconds = number('CRASH_SECONDS', 60)
const POLL = { timeout: 60_000, interval: 50 }

/** What may go wrong on the way without a lasting refusal. */
const FAULTS: readonly FaultRule[] = [
  { kind: 'html', path: '/insights' },
  { kind: 'truncate', path: '/insights' },
  { kind: 'drop', path: '/media' },
  { kind: 'drop_after_commit', path: '/insights', times: 2 },
  { kind: 'delay', path: '/media', delay_ms: 300, times: 3 },
  { kind: 'delay', path: '/insights', delay_ms: 100, times: 50 },
  { kind: 'empty', path: '/insights' },
]

/** Lets the last gramd list what is new and end all tasks, then stops it. */
async function finish(world: CrashWorld, daemon: Daemon): Promise<void> {
  const at = world.clock.now()
  try {
    await expect
      .poll(async () => {
        await world.plan()
        return await wrongPosts(world, at)
      }, POLL)
      .toEqual([])
    await expect.poll(async () => (await readTotals(world)).open, POLL).toBe(0)
  } catch (failure) {
    console.log(daemon.tail())
    throw failure
  }
  expect(await daemon.stop()).toBe(0)
  await expectWhole(world, at)
}

/** The first list with its pictures, which takes longer than most of the lives below. */
async function listAll(world: CrashWorld): Promise<void> {
  const daemon = await world.start()
  await world.plan()
  await expect.poll(async () => await wrongPosts(world, world.clock.now()), POLL).toEqual([])
  await daemon.kill()
}

test('no snapshot is lost or doubled, though gramd is killed at each step of lists and syncs', async ({
  db,
  databaseUrl,
}) => {
  const world = await startCrashWorld(db, databaseUrl)
  try {
    for (const { at, arrange } of STEPS) {
      const stop = await arrange(world)
      const daemon = await world.start()
      await expect
        .poll(
          async () => {
            await world.plan()
            return await stop.isReached()
          },
          { ...POLL, message: `${at}:\n${daemon.tail()}` },
        )
        .toBe(true)
      await daemon.kill()
      await stop.release()
    }
    await finish(world, await world.start())
  } finally {
    await world.close()
  }
})

test(`no snapshot is lost or doubled, though gramd is killed at any moment for ${seconds} s (seed ${seed})`, async ({
  db,
  databaseUrl,
}) => {
  console.log(`CRASH_SEED=${seed} CRASH_SECONDS=${seconds}`)
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const world = await startCrashWorld(db, databaseUrl)
  const { control } = world.standIn
  let kills = 0
  try {
    await listAll(world)
    const over = AbortSignal.timeout(seconds * 1_000)
    while (!over.aborted) {
      control.clearFaults()
      const fault = random() < 0.7 ? FAULTS[below(FAULTS.length)] : undefined
      if (fault) control.addFault({ ...fault, skip: below(5) })
      await world.syncSome(below(60))
      const daemon = await world.start()
      for (let left = below(30); left > 0; left -= 1) {
        await world.plan()
        await delay(below(100))
      }
      await daemon.kill()
      kills += 1
    }
    control.clearFaults()
    await finish(world, await world.start())
    const { snapshots } = await readTotals(world)
    console.log(JSON.stringify({ seed, kills, snapshots, ...control.report() }))
    expect(kills).toBeGreaterThan(0)
    expect(snapshots).toBeGreaterThan(0)
  } finally {
    await world.close()
  }
})
