import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { parseEncryptionKeys } from '../src/base/crypto.ts'
import { addProxy } from '../src/pool/proxies/store/proxies/proxies.ts'
import { aReceiver, notificationsOf, SECRET } from './alerts/kit.ts'
import { childEnvironment } from './fixtures/compile-cache.ts'
import { describe, expect } from './fixtures/test.ts'
import { aFreePort, gramd, MAIN, running, settings, test } from './started-gramd.ts'

describe('gramd start', () => {
  test('refuses a name that another live process has', async ({ shared: { env } }) => {
    const second = gramd(['start'], { ...env, GRAMD_PORT: '0' })

    expect(await second.ended).toMatchObject({ code: 69 })
    expect(JSON.stringify(second.log)).toContain(`GRAMD_INSTANCE=${env['GRAMD_INSTANCE']}`)
  })

  test('says which port is in use', async ({ shared: { env, url } }) => {
    const { port } = new URL(url)
    const second = gramd(['start'], { ...env, GRAMD_INSTANCE: 'another', GRAMD_PORT: port })

    expect(await second.ended).toMatchObject({ code: 69 })
    expect(JSON.stringify(second.log)).toContain('the port is in use')
  })

  test('has what waits for the pool go on when the pool does', async ({ db, databaseUrl }) => {
    await sql`
      insert into pool_stops (cause, stopped_until) values ('circuit_breaker', world_now() + interval '1 hour')`.execute(
      db,
    )
    await sql`
      insert into scrape_tasks_open (task_type, priority, due_at, error_code)
      values ('full_scrape', 5, world_now() + interval '1 hour', 'pool_resting')`.execute(db)
    const process = gramd(['start'], { ...settings(databaseUrl), GRAMD_ROLES: 'api' })
    const url = await running(process)
    const headers = { authorization: 'Bearer a-key-for-the-tests-only' }
    const answer = await fetch(`${url}/api/pool/resume`, { method: 'POST', headers })
    expect(await answer.json()).toMatchObject({ stop: null })
    const { rows } = await sql<{ is_due: boolean }>`
      select due_at <= world_now() as is_due from scrape_tasks_open`.execute(db)
    expect(rows).toEqual([{ is_due: true }])
    process.kill('SIGTERM')
    expect(await process.ended).toMatchObject({ code: 0 })
  })

  test('sends a test notification, which is recorded as delivered', async ({ db, databaseUrl }) => {
    const { url: receiver, received } = await aReceiver()
    const env = settings(databaseUrl)
    const process = gramd(['start'], {
      ...env,
      GRAMD_NOTIFICATION_WEBHOOK_URL: receiver,
      GRAMD_NOTIFICATION_WEBHOOK_SECRET: SECRET,
    })
    const url = await running(process)
    const headers = { authorization: `Bearer ${env['SCRAPER_API_KEY']}` }

    const answer = await fetch(`${url}/api/notifications/test`, { method: 'POST', headers })

    expect(answer.status).toBe(202)
    await expect.poll(() => received.length).toBe(1)
    await expect
      .poll(async () => (await notificationsOf(db)).map(({ delivered_at }) => delivered_at))
      .toEqual([expect.any(Date)])
    process.kill('SIGTERM')
    expect(await process.ended).toEqual({ code: 0, signal: null })
    expect(JSON.stringify(process.log)).not.toContain(SECRET)
  })

  test.runIf(existsSync('/dev/full'))(
    'works on when its log cannot be written, and health and metrics say so',
    async ({ databaseUrl }) => {
      const port = await aFreePort()
      const env: Record<string, string> = {
        ...settings(databaseUrl),
        GRAMD_PORT: String(port),
      }
      const full = openSync('/dev/full', 'w')
      const child = spawn(process.execPath, [MAIN, 'start'], {
        env: { ...childEnvironment(), ...env },
        stdio: ['ignore', full, 'ignore'],
      })
      closeSync(full)
      onTestFinished(() => void child.kill('SIGKILL'))
      const url = `http://127.0.0.1:${port}`
      const headers = { authorization: `Bearer ${env['SCRAPER_API_KEY']}` }
      const read = async (path: string) => await (await fetch(url + path, { headers })).text()

      await expect.poll(async () => await read('/livez').catch(() => '')).toContain('alive')
      expect(await read('/api/health')).toContain('the log cannot be written (ENOSPC')
      expect(await read('/metrics')).toMatch(/^gramd_log_lines_dropped_total [1-9]/m)
      child.kill('SIGTERM')
      expect(await once(child, 'close')).toEqual([0, null])
    },
  )

  // Two starts, one after the other, on a machine that may have much else to do.
  test('takes over the name of a killed process', { timeout: 60_000 }, async ({ databaseUrl }) => {
    const env = { ...settings(databaseUrl), GRAMD_INSTANCE: 'one' }
    const first = gramd(['start'], env)
    await running(first)

    first.kill('SIGKILL')
    await first.ended
    const next = gramd(['start'], env)
    await running(next)
    next.kill('SIGINT')
    expect(await next.ended).toMatchObject({ code: 0 })
  })
})

describe('gramd', () => {
  test('migrate brings the database up to date and ends with 0', async ({ databaseUrl }) => {
    const process = gramd(['migrate'], settings(databaseUrl))
    expect(await process.ended).toMatchObject({ code: 0 })
  })

  test('migrate says what is wrong with the database and ends with 69', async () => {
    const process = gramd(['migrate'], settings('postgres://u:hunter2@127.0.0.1:9/none'))

    expect(await process.ended).toMatchObject({ code: 69 })
    expect(process.log).toMatchObject([
      { level: 'fatal', msg: expect.stringContaining('127.0.0.1:9 (ECONNREFUSED)') },
    ])
    expect(JSON.stringify(process.log) + process.errors()).not.toContain('hunter2')
  })

  test('prints its version', async () => {
    const process = gramd(['--version'], {})

    expect(await process.ended).toMatchObject({ code: 0 })
    expect(process.output()).toBe(`${packageJson.version}\n`)
    expect(process.errors()).toBe('')
  })

  test('prints help, the configuration without secrets, and a new key', async ({ databaseUrl }) => {
    const env = settings(databaseUrl)
    for (const args of [['help'], ['config'], ['keys', 'generate']]) {
      expect(await gramd(args, env).ended).toMatchObject({ code: 0 })
    }
  })
})

test('gramd keys rotate ends with 0 when nothing is left that another key opens', async ({
  db,
  databaseUrl,
}) => {
  const [oldKey, newKey] = ['old', 'new'].map((id) => `${id}:${randomBytes(32).toString('base64')}`)
  const url = 'http://user:password@127.0.0.1:9001'
  await addProxy(db, parseEncryptionKeys(oldKey ?? ''), { url })
  const rotate = async (keys: string) => {
    const process = gramd(['keys', 'rotate'], {
      ...settings(databaseUrl),
      GRAMD_ENCRYPTION_KEYS: keys,
    })
    const { code } = await process.ended
    return { code, errors: process.errors() }
  }
  const withoutOld = await rotate(newKey ?? '')
  expect(withoutOld.code).toBe(1)
  expect(withoutOld.errors).toContain('still in use: old')
  expect(await rotate(`${newKey},${oldKey}`)).toEqual({ code: 0, errors: '' })
  expect(await rotate(newKey ?? '')).toEqual({ code: 0, errors: '' })
})
