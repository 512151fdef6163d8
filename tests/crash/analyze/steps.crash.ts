import { setTimeout as delay } from 'node:timers/promises'
import { describe } from 'vitest'
import { expect, test } from '../../fixtures/test.ts'
import { seededRandom } from '../random.ts'
import { startCrashWorld } from './crash-world.ts'
import { expectOnce, finish, killAt, settleCreations } from './once.ts'
import { FAULTS } from './random-faults.ts'
import { STEPS, stepsTo } from './steps.ts'
import { CREATORS, NOTES } from './work.ts'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const seed = number('CRASH_SEED', Math.floor(Math.random() * 2 ** 31))
const seconds = number('CRASH_SECONDS', 60)
const TASKS = 12

describe.for([
  ['profile', CREATORS],
  ['note', NOTES],
] as const)('each %s', ([, work]) => {
  test.for(STEPS.map(({ at }) => at))(
    'is asked about once and paid once, though gramd is killed when %s',
    async (at, { db, databaseUrl }) => {
      const world = await startCrashWorld(db, databaseUrl, work)
      try {
        await killAt(world, stepsTo(at), TASKS)
        await expectOnce(world, TASKS)
      } finally {
        await world.close()
      }
    },
  )
})

test(`each profile is analyzed once and paid once, though gramd is killed at any moment for ${seconds} s (seed ${seed})`, async ({
  db,
  databaseUrl,
}) => {
  console.log(`CRASH_SEED=${seed} CRASH_SECONDS=${seconds}`)
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const world = await startCrashWorld(db, databaseUrl)
  const { control } = world.sim
  const over = AbortSignal.timeout(seconds * 1_000)
  let creators = 0
  let kills = 0
  try {
    while (!over.aborted) {
      const added = 1 + below(5)
      await world.addWork(added)
      creators += added
      control.clearFaults()
      const fault = random() < 0.7 ? FAULTS[below(FAULTS.length)] : undefined
      if (fault) control.addFault({ on: 'http', ...fault, skip: below(2) })
      await settleCreations(world)
      const daemon = await world.start()
      for (let left = below(40); left > 0; left -= 1) {
        await world.push(random() < 0.5 ? 'submit_batch' : 'poll_batches')
        world.pass(below(10) * 60_000)
        await delay(below(60))
      }
      await daemon.kill()
      kills += 1
    }
    control.clearFaults()
    await finish(world, await world.start())
    await expectOnce(world, creators)
    console.log(JSON.stringify({ seed, kills, creators, ...control.report().batches }))
    expect(kills).toBeGreaterThan(0)
  } finally {
    await world.close()
  }
})
