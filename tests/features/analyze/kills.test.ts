import { startCrashWorld } from '../../crash/analyze/crash-world.ts'
import { expectOnce, killAt } from '../../crash/analyze/once.ts'
import { stepsTo } from '../../crash/analyze/steps.ts'
import { test } from '../../fixtures/test.ts'

// `npm run test:crash-ai` kills it at every step, and at any moment.

const CREATORS = 3
/** It starts three processes, on a machine that may have much else to do. */
const TIMEOUT_MS = 90_000

test(
  'each profile is analyzed once and paid once, though gramd is killed before it knows of the batch and amid its results',
  { timeout: TIMEOUT_MS },
  async ({ db, databaseUrl }) => {
    const world = await startCrashWorld(db, databaseUrl)
    const moments = [
      'the batch is created, but the reply is lost',
      'half of the results is written',
    ]
    try {
      await killAt(world, moments.flatMap(stepsTo), CREATORS)
      await expectOnce(world, CREATORS)
    } finally {
      await world.close()
    }
  },
)
