import { onTestFinished } from 'vitest'
import { startOpenAiSim } from '../../../sim/openai/index.ts'
import type { Clock } from '../../../src/base/clock.ts'
import { features } from '../../../src/features/index.ts'
import { runDue } from '../../../src/scheduler/scheduler.ts'
import { isUnconfigured } from '../../../src/services.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { keepLog } from '../../queue/kit.ts'
import { runNext, stoppedTime, testServices } from '../gramd-world.ts'

/** Every pattern has a tick within it, and what the first ticks left for live streams is old after it. */
const LONG = 8 * 86_400_000

async function withEverything(clock: Clock): Promise<Record<string, string>> {
  const sim = await startOpenAiSim({ seed: 'idle', clock })
  onTestFinished(async () => await sim.close())
  return {
    OPENAI_API_KEY: sim.apiKey,
    OPENAI_BASE_URL: sim.baseUrl,
    META_APP_ID: '123456789',
    META_APP_SECRET: 'a-secret-of-an-app',
    GRAMD_PUBLIC_URL: 'https://gramd.example.com',
    GRAMD_WEBHOOK_VERIFY_TOKEN: 'a-token-for-the-tests-only',
  }
}

describe('a tick of a cron job that has nothing to do logs nothing above debug', () => {
  test.for([
    ['without any service', async () => ({})],
    ['with all services', withEverything],
  ] as const)('%s', async ([, settingsOf], { db }) => {
    const { clock, advance } = await stoppedTime(db)
    const { log, lines } = keepLog()
    const services = testServices(db, clock, null, { settings: await settingsOf(clock), log })
    const { queue, schedule } = services
    const waits = ({ resource }: { resource: string }) =>
      isUnconfigured(features, services, resource)
    const parts = {
      db,
      log,
      timeZone: 'UTC',
      enqueue: queue.enqueue,
      wake: () => undefined,
      isUnconfigured: waits,
    }
    for (const entry of schedule) await runDue(parts, entry)

    for (let round = 1; round <= 2; round += 1) {
      await advance(LONG)
      for (const entry of schedule) {
        const { taskId } = await runDue(parts, entry)
        if (waits(entry.taskType)) continue
        const task = await runNext(services, entry.taskType.name)
        expect(task, entry.name).toMatchObject({ id: taskId, status: 'done' })
      }
    }

    expect(new Set(lines.map(({ cron_name }) => cron_name))).toEqual(
      new Set([undefined, ...schedule.map(({ name }) => name)]),
    )
    expect(lines.filter(({ level }) => level !== 'debug')).toEqual([])
  })
})
