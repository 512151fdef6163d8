import { describe, expect } from './fixtures/test.ts'
import { alertExpressions, withoutSamples } from './ops/expressions.ts'
import { gramd, running, settings, test } from './started-gramd.ts'

const headers = { authorization: 'Bearer a-key-for-the-tests-only' }

describe('a process without the role api', () => {
  test.for(['worker', 'scheduler'])(
    'serves probes and metrics, and nothing else: %s',
    async (role, { databaseUrl }) => {
      const process = gramd(['start'], { ...settings(databaseUrl), GRAMD_ROLES: role })
      const url = await running(process)
      const status = async (path: string, init?: RequestInit) =>
        (await fetch(url + path, init)).status

      expect(await status('/livez')).toBe(200)
      expect(await status('/readyz')).toBe(200)
      expect(await status('/metrics')).toBe(401)
      const metrics = await (await fetch(`${url}/metrics`, { headers })).text()
      expect(metrics).toMatch(/^gramd_ready 1$/m)
      // Alerts can fire for it; Prometheus itself adds `up`, and counters begin with what they count.
      const silent = withoutSamples(metrics, alertExpressions()).filter(
        (name) => !/_total\b/.test(name),
      )
      expect(silent).toEqual(
        role === 'worker' ? ['gramd_cron_last_tick_age_seconds', 'up'] : ['up'],
      )
      expect(await status('/api/tasks', { headers })).toBe(404)
      expect(await status('/openapi.json', { headers })).toBe(404)
      expect(await status('/console', { headers })).toBe(404)
      // Strangers do not learn what there is.
      expect(await status('/console')).toBe(401)
      process.kill('SIGTERM')
      expect(await process.ended).toEqual({ code: 0, signal: null })
    },
  )

  test('ends in one sentence when its port is taken', async ({ databaseUrl, shared: { url } }) => {
    const second = gramd(['start'], {
      ...settings(databaseUrl),
      GRAMD_ROLES: 'worker',
      GRAMD_PORT: new URL(url).port,
    })

    expect((await second.ended).code).not.toBe(0)
    expect(JSON.stringify(second.log)).toContain('the port is in use')
  })
})

describe('after SIGTERM', () => {
  test('/readyz fails at once while the API still serves, until the port closes', async ({
    databaseUrl,
  }) => {
    const process = gramd(['start'], {
      ...settings(databaseUrl),
      GRAMD_DRAIN_SECONDS: '2',
      GRAMD_SHUTDOWN_GRACE_SECONDS: '10',
    })
    const url = await running(process)
    const stoppedAt = performance.now()
    process.kill('SIGTERM')

    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(503)
    expect((await fetch(`${url}/api/tasks`, { headers })).status).toBe(200)
    expect((await fetch(`${url}/livez`)).status).toBe(200)

    expect(await process.ended).toEqual({ code: 0, signal: null })
    expect(performance.now() - stoppedAt).toBeGreaterThan(1_900)
    await expect(fetch(`${url}/livez`)).rejects.toThrow()
  })
})
