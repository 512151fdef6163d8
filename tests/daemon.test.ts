import { withClient } from './fixtures/test-server.ts'
import { advanceWorldTime } from '../src/db/world-clock.ts'
import { describe, expect } from './fixtures/test.ts'
import { declaredMetrics } from './ops/declared-metrics.ts'
import { unmatched } from './ops/expressions.ts'
import { gramd, running, settings, test } from './started-gramd.ts'

describe('gramd start', () => {
  test('names every missing and faulty variable at once, without a stack, and ends with 78', async () => {
    const process = gramd(['start'], { GRAMD_PORT: 'eighty', DATABASE_URL: 'mysql://x' })

    expect(await process.ended).toMatchObject({ code: 78 })
    for (const name of ['SCRAPER_API_KEY', 'GRAMD_ENCRYPTION_KEYS', 'GRAMD_PORT', 'DATABASE_URL']) {
      expect(process.errors()).toContain(`  ${name}: `)
    }
    expect(process.errors()).not.toContain(' at ')
  })

  test('warns of a misspelt setting and of an unsafe limit, which health tells too', async ({
    shared: { process, url, headers },
  }) => {
    const warned = (setting: string) =>
      process.log.find((line) => line['level'] === 'warn' && line['setting'] === setting)?.['msg']
    const unsafe =
      'GRAMD_REQUESTS_PER_DAY=1000000 is not safe: with more than 600 Instagram may challenge or suspend accounts (the default is 300)'

    expect(warned('GRAMD_REQUEST_PER_HOUR')).toBe(
      'GRAMD_REQUEST_PER_HOUR is not a setting of gramd; did you mean GRAMD_REQUESTS_PER_HOUR?',
    )
    expect(warned('GRAMD_REQUESTS_PER_DAY')).toBe(unsafe)
    expect(await (await fetch(`${url}/api/health`, { headers })).json()).toMatchObject({
      warnings: [{ setting: 'GRAMD_REQUESTS_PER_DAY', message: unsafe }],
    })
  })

  test('warns of a faulty PostgreSQL, and remembers which one serves the database', async ({
    shared: { process, env },
  }) => {
    expect(process.log).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        msg: 'faulty PostgreSQL',
        found: expect.stringContaining('CVE-2026-6460'),
        remedy: expect.stringContaining('DATABASE_URL'),
      }),
    )
    await expect
      .poll(async () =>
        withClient(env['DATABASE_URL'] ?? '', async (client) => {
          const { rows } = await client.query(
            "select version_num = current_setting('server_version_num')::int as same from postgres_server",
          )
          return rows
        }),
      )
      .toEqual([{ same: true }])
  })

  test('begins with the hashtags of the environment', async ({ shared: { url, headers } }) => {
    expect(await (await fetch(`${url}/api/hashtags`, { headers })).json()).toMatchObject({
      data: [{ hashtag: 'астана', is_paused: false }],
    })
  })

  test('runs without an account of the environment that is faulty, and says which setting is', async ({
    shared: { process },
  }) => {
    expect(process.log).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        setting: expect.stringMatching(/^GRAMD_INSTAGRAM_/),
      }),
    )
    expect(JSON.stringify(process.log)).not.toMatch(/secret-cookie|proxy-secret/)
  })

  test('serves every metric, and the gauges that dashboards and alerts ask for', async ({
    shared: { url, headers },
  }) => {
    const metrics = await (await fetch(`${url}/metrics`, { headers })).text()
    const served = [...metrics.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name)
    const declared = (await declaredMetrics()).map(({ name }) => name)
    expect(new Set(served)).toEqual(new Set(declared))
    // These have all their values from the start.
    const complete = ['account_states', 'proxies', 'stalled_task_types', 'openai_held_seconds']
    const names = complete.map((name) => `gramd_${name}`)
    expect(unmatched(metrics, names)).toEqual([])
  })

  test('serves the API until SIGTERM, then ends in order with 0', async ({ databaseUrl }) => {
    const process = gramd(['start'], settings(databaseUrl))
    const url = await running(process)

    expect((await fetch(`${url}/livez`)).status).toBe(200)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await fetch(`${url}/api/tasks`)).status).toBe(401)
    process.kill('SIGTERM')

    expect(await process.ended).toEqual({ code: 0, signal: null })
    expect(process.log.at(-1)).toMatchObject({ msg: 'gramd has stopped' })
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed')
  })

  test('refuses a database whose world clock is shifted', async ({ db, databaseUrl }) => {
    await advanceWorldTime(db, 1_000)
    const process = gramd(['start'], settings(databaseUrl))

    expect(await process.ended).toMatchObject({ code: 78 })
    expect(JSON.stringify(process.log)).toContain('world clock')
  })
})
