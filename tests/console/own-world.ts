import { onTestFinished } from 'vitest'
import { startGraphStandIn, type GraphStandIn } from '../../sim/graph/index.ts'
import { graphSettingsOf } from '../../sim/own-media/connect-brands.ts'
import type { Clock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import { features } from '../../src/features/index.ts'
import type { Services } from '../../src/features/services.ts'
import { startRunner, type Runner } from '../../src/queue/worker/runner.ts'
import { resourceGauges } from '../../src/services.ts'
import { runNext, type TaskRow } from '../features/gramd-world.ts'
import { serveConsole, type Served } from './kit.ts'

const START = Date.UTC(2026, 10, 1, 12)

export type OwnWorld = {
  sim: GraphStandIn
  served: Served
  advance(ms: number): Promise<void>
  run(taskType: string): Promise<TaskRow>
  /** Queues what is due of the accounts, as the scheduler does each minute. */
  plan(): Promise<void>
  /** Runs tasks from now on, as gramd does. */
  work(): void
}

/** The console with both of Meta's apps on the stand-in, in world time that only waits move. */
export async function startOwnWorld(db: Db): Promise<OwnWorld> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  let nowMs = START
  const advance = async (ms: number): Promise<void> => {
    nowMs += Math.ceil(ms)
    await advanceWorldTime(db, Math.ceil(ms))
  }
  const clock: Clock = {
    now: () => new Date(nowMs),
    realMs: (ms) => ms,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      if (ms > 0) await advance(ms)
    },
  }
  const sim = await startGraphStandIn({ seed: 'own accounts', clock })
  const settings = (url: string) => ({
    ...graphSettingsOf(sim),
    // Another site than the console, as Meta is.
    META_DIALOG_URL: sim.hosts.dialog.replace('127.0.0.1', 'localhost'),
    INSTAGRAM_AUTH_URL: sim.hosts.instagramAuth.replace('127.0.0.1', 'localhost'),
    GRAMD_PUBLIC_URL: url,
    GRAMD_OWN_MEDIA_PICTURE_HOSTS: '127.0.0.1',
  })
  const served = await serveConsole(db, { settings, clock })
  onTestFinished(async () => {
    await served.close()
    await sim.close()
  })
  const { services } = served
  const plan = services.queue.types.get('schedule_own_media')
  if (!plan) throw new Error('no task type schedule_own_media')
  return {
    sim,
    served,
    advance,
    run: async (type) => await runNext(services, type),
    plan: async () => void (await services.queue.enqueue(db, plan, {})),
    work() {
      const runner = startWorker(served)
      services.queue.attach(runner)
      onTestFinished(async () => await runner.stop(5_000))
    },
  }
}

const startWorker = ({ services, wakeSignal }: Served): Runner =>
  startRunner<Services>({
    db: services.db,
    services,
    clock: services.clock,
    log: services.log,
    wakeSignal,
    random: () => 0.5,
    types: services.queue.types,
    gauges: resourceGauges(features, services),
    owner: 'own-world',
    sender: 'own-world',
    slots: 4,
    pollMs: 500,
  })
