import { sql } from 'kysely'
import { expect } from '../fixtures/test.ts'
import { test } from '../db/network/kit.ts'
import { gramd, running, settings } from '../started-gramd.ts'

const GRACE_SECONDS = 3
/** Of a loaded machine. */
const SLACK_MS = 1_500

const envOf = (proxied: string): Record<string, string> => ({
  ...settings(proxied),
  GRAMD_INSTANCE: 'network',
  GRAMD_SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
})
const headers = { authorization: 'Bearer a-key-for-the-tests-only' }

/** The status of a call, or null when it has none within `withinMs`. */
async function call(url: string, path: string, withinMs = 20_000): Promise<number | null> {
  const signal = AbortSignal.timeout(withinMs)
  return await fetch(url + path, { headers, signal }).then(
    ({ status }) => status,
    () => null,
  )
}

test('serves within ten seconds after a path that went dead without a sign works again', async ({
  proxied,
  proxy,
}) => {
  const process = gramd(['start'], envOf(proxied))
  const url = await running(process)
  expect(await call(url, '/api/tasks')).toBe(200)
  proxy.silence()
  const calls = Array.from({ length: 14 }, async () => await call(url, '/api/tasks'))
  expect(await call(url, '/readyz')).toBe(503)
  expect(await call(url, '/livez')).toBe(200)

  proxy.heal()
  const healedAt = performance.now()

  await expect
    .poll(async () => await call(url, '/api/tasks', 2_000), { timeout: 15_000, interval: 250 })
    .toBe(200)
  expect(performance.now() - healedAt).toBeLessThan(10_000)
  await Promise.all(calls)
  await expect.poll(async () => await call(url, '/readyz'), { timeout: 15_000 }).toBe(200)
  // The listener and the lock of the name come back as well.
  await expect
    .poll(() => process.log.map(({ msg }) => msg), { timeout: 15_000 })
    .toEqual(expect.arrayContaining(['listening connection back', 'instance lock back']))
  process.kill('SIGTERM')
  expect(await process.ended).toEqual({ code: 0, signal: null })
})

test.for([
  ['adds three seconds to each round trip', { delayMs: 1_500 }],
  ['lets 64 KB a second through', { bytesPerSecond: 65_536 }],
] as const)(
  'serves on a path that %s, and in time after that',
  async ([, slowness], { proxied, proxy }) => {
    const process = gramd(['start'], envOf(proxied))
    const url = await running(process)
    proxy.slow(slowness)

    const calls = Array.from({ length: 4 }, async () => await call(url, '/api/tasks', 60_000))
    expect(await Promise.all(calls)).toEqual([200, 200, 200, 200])
    expect(await call(url, '/livez')).toBe(200)

    proxy.heal()
    const healedAt = performance.now()
    await expect
      .poll(async () => await call(url, '/readyz', 2_000), { timeout: 15_000, interval: 250 })
      .toBe(200)
    expect(await call(url, '/api/tasks')).toBe(200)
    expect(performance.now() - healedAt).toBeLessThan(10_000)
    // A slow path is no dead one.
    expect(process.log.filter(({ msg }) => String(msg).endsWith('lost'))).toEqual([])
  },
)

test('stops within its grace although no connection to the database answers', async ({
  proxied,
  proxy,
}) => {
  const process = gramd(['start'], envOf(proxied))
  const url = await running(process)
  proxy.silence()
  const lost = Promise.all(Array.from({ length: 14 }, async () => await call(url, '/api/tasks')))
  expect(await call(url, '/readyz')).toBe(503)
  const stoppedAt = performance.now()

  process.kill('SIGTERM')

  expect(await process.ended).toMatchObject({ signal: null })
  expect(performance.now() - stoppedAt).toBeLessThan(GRACE_SECONDS * 1_000 + SLACK_MS)
  await lost
})

test('stops within its grace while it starts on a path that is dead', async ({
  proxied,
  proxy,
  db,
}) => {
  await sql`select 1`.execute(db)
  const listening = proxy.cutAt('gramd_migrations', { cut: 'half-open', when: 'before' })
  const process = gramd(['start'], envOf(proxied))
  await listening
  const stoppedAt = performance.now()

  process.kill('SIGTERM')

  await process.ended
  expect(performance.now() - stoppedAt).toBeLessThan(GRACE_SECONDS * 1_000 + SLACK_MS)
})
