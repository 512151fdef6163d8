import { startCrashWorld } from '../../crash/analyze/crash-world.ts'
import { expectOnce, killAt } from '../../crash/analyze/once.ts'
import { stepsTo } from '../../crash/analyze/steps.ts'
import { CREATORS, NOTES } from '../../crash/analyze/work.ts'
import { test } from '../../fixtures/test.ts'

// `npm run test:crash-ai` kills it at every step, and at any moment.

const TASKS = 3
/** It starts two processes, on a machine that may have much else to do. */
const TIMEOUT_MS = 90_000

test.for([
  ['profile', 'the batch is created, but the reply is lost', CREATORS],
  ['note, of a second AI kind,', 'half of the results is written', NOTES],
] as const)(
  'each %s is asked about once and paid once, though gramd is killed when %s',
  { timeout: TIMEOUT_MS },
  async ([, moment, work], { db, databaseUrl }) => {
    const world = await startCrashWorld(db, databaseUrl, work)
    try {
      await killAt(world, stepsTo(moment), TASKS)
      await expectOnce(world, TASKS)
    } finally {
      await world.close()
    }
  },
)
