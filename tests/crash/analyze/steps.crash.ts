import { test } from '../../fixtures/test.ts'
import { startCrashWorld } from './crash-world.ts'
import { expectOnce, killAt } from './once.ts'
import { STEPS } from './steps.ts'

const CREATORS = 12

test.for(STEPS.map((step) => [step.at, step] as const))(
  'each profile is analyzed once and paid once, though gramd is killed when %s',
  async ([, step], { db, databaseUrl }) => {
    const world = await startCrashWorld(db, databaseUrl)
    try {
      await killAt(world, step, CREATORS)
      await expectOnce(world, CREATORS)
    } finally {
      await world.close()
    }
  },
)
