import { expect, test } from 'vitest'
import { startNetworkProxy, type NetworkProxy } from '../../sim/network/proxy.ts'
import type { Step } from '../../sim/demo/scenario.ts'
import type { LocalGramd } from '../../sim/run/local-gramd.ts'
import { backupOf } from '../db/backup-kit.ts'
import { targetOf } from '../db/server-pair.ts'
import { expectComplete, runDemo, type Disaster } from '../e2e/demo-run.ts'

/** Real time (ms) in which calls are served again. */
const SERVED_MS = 10_000
/** Of a run on a machine that has much else to do. */
const TIMEOUT_MS = 240_000
/** Of a call, on a path that works. */
const CALL_MS = 2_000

/** What happens to the path; resolves when it works again, at once for connections that are new. */
type Fault = (path: NetworkProxy, gramd: LocalGramd) => Promise<void>

async function call({ url, token }: LocalGramd, path: string, withinMs = 60_000): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(url + path, { headers, signal: AbortSignal.timeout(withinMs) }).catch(
    () => undefined,
  )
  await answer?.body?.cancel()
  return answer?.status ?? 0
}

const unready = async (gramd: LocalGramd): Promise<void> =>
  await expect.poll(async () => await call(gramd, '/readyz')).toBe(503)

/** Two answers, whatever they are: statements of tasks take the connections of a slow path. */
async function twoAnswers(gramd: LocalGramd): Promise<void> {
  for (let left = 2; left > 0; left -= 1)
    expect(await call(gramd, '/api/tasks?limit=200')).not.toBe(0)
}

const discovered =
  (count: number) =>
  (step: Step): boolean =>
    step.stage === 'creators' || (step.stage === 'discover' && step.done >= count)
const isScraping = (step: Step): boolean => step.stage === 'creators'

/** In this order, each after the end of the one before. */
const FAULTS: readonly (readonly [name: string, at: Disaster['at'], Fault])[] = [
  [
    'goes dead both ways',
    discovered(3),
    async (path, gramd) => {
      path.silence()
      await unready(gramd)
      path.heal()
    },
  ],
  [
    'loses the answer to a commit',
    discovered(8),
    async (path) => await path.cutAt('commit', { cut: 'half-open', when: 'after' }),
  ],
  [
    'is reset, and loses the LISTEN that follows',
    discovered(12),
    async (path) => {
      const cut = path.cutAt('listen "', { cut: 'half-open', when: 'before' })
      path.reset()
      await cut
    },
  ],
  [
    'adds three seconds to each round trip',
    discovered(16),
    async (path, gramd) => {
      path.slow({ delayMs: 1_500 })
      await twoAnswers(gramd)
      path.heal()
    },
  ],
  [
    'is reset before a commit',
    isScraping,
    async (path) => await path.cutAt('commit', { cut: 'reset', when: 'before' }),
  ],
  [
    'loses answers only',
    isScraping,
    async (path, gramd) => {
      path.silence(['to-client'])
      await unready(gramd)
      path.heal()
    },
  ],
  [
    'goes dead within the COPY of a backup',
    isScraping,
    async (path, gramd) => {
      const cut = path.cutAt('from public."blogs") to stdout', { cut: 'half-open', when: 'after' })
      const startedAt = performance.now()
      const failed = expect(backupOf(gramd.databaseUrl)).rejects.toThrow()
      await cut
      await failed
      expect(performance.now() - startedAt).toBeLessThan(2 * SERVED_MS)
    },
  ],
  [
    'lets 64 KB a second through',
    isScraping,
    async (path, gramd) => {
      path.slow({ bytesPerSecond: 65_536 })
      await twoAnswers(gramd)
      path.heal()
    },
  ],
]

test('the main job ends with equal rows, and nothing done twice, whatever the path to the database does', async () => {
  let path: NetworkProxy | undefined
  const servedAfterMs: Record<string, number> = {}
  const disasters = FAULTS.map(([name, at, fault]): Disaster => ({
    at,
    async strike(gramd) {
      if (!path) throw new Error('the path is not there yet')
      await fault(path, gramd)
      const healedAt = performance.now()
      await expect
        .poll(async () => await call(gramd, '/api/tasks?limit=1', CALL_MS), { interval: 100 })
        .toBe(200)
      servedAfterMs[name] = performance.now() - healedAt
    },
  }))

  const [undisturbed, disturbed] = await Promise.all([
    runDemo({ timeoutMs: TIMEOUT_MS }),
    runDemo({
      disasters,
      timeoutMs: TIMEOUT_MS,
      async wrapDatabase(made) {
        const proxy = await startNetworkProxy(targetOf(made))
        path = proxy
        const stop = async (): Promise<void> => {
          await proxy.close()
          await made.stop()
        }
        return { ...made, url: proxy.through(made.url), stop }
      },
    }),
  ])

  expect(Object.entries(servedAfterMs).filter(([, ms]) => ms >= SERVED_MS)).toEqual([])
  expect(Object.keys(servedAfterMs)).toEqual(FAULTS.map(([name]) => name))
  for (const finished of [undisturbed, disturbed]) expectComplete(finished, 25)
  expect(disturbed.rows).toEqual(undisturbed.rows)
  expect(disturbed.paidRows).toBe(undisturbed.paidRows)
})
