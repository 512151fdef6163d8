import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { parseEncryptionKeys } from '../src/base/crypto.ts'
import { advanceWorldTime } from '../src/db/world-clock.ts'
import { addProxy } from '../src/pool/proxies/proxies-store.ts'
import { aReceiver, notificationsOf, SECRET } from './alerts/kit.ts'
import { childEnvironment } from './fixtures/compile-cache.ts'
import {
  createTestDatabase,
  describe,
  dropTestDatabase,
  expect,
  test as base,
} from './fixtures/test.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

type Gramd = {
  /** Lines of standard output, parsed. */
  log: Record<string, unknown>[]
  output: () => string
  errors: () => string
  kill(signal: NodeJS.Signals): void
  ended: Promise<{ code: number | null; signal: string | null }>
}

/** Runs gramd until the test ends at the latest. */
function gramd(args: string[], env: Record<string, string>): Gramd {
  const process = startGramd(args, env)
  onTestFinished(() => process.kill('SIGKILL'))
  return process
}

function startGramd(args: string[], env: Record<string, string>): Gramd {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...childEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: Record<string, unknown>[] = []
  let output = ''
  let errors = ''
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('{"level"')) log.push(JSON.parse(line))
  })
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  return {
    log,
    output: () => output,
    errors: () => errors,
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal })),
  }
}

const settings = (databaseUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  SCRAPER_API_KEY: 'a-key-for-the-tests-only',
  GRAMD_PORT: '0',
  GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
})

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

const portOf = (process: Gramd) =>
  process.log.find((line) => line['msg'] === 'API listens')?.['port']

async function running(process: Gramd): Promise<string> {
  await expect
    .poll(() => process.log.some((line) => line['msg'] === 'gramd runs') || process.errors(), {
      timeout: 20_000,
    })
    .toBe(true)
  return `http://127.0.0.1:${String(portOf(process))}`
}

/** One that runs as long as the tests of this file, for those that neither stop nor change it. */
type Shared = {
  process: Gramd
  url: string
  headers: { authorization: string }
  env: Record<string, string>
}

const test = base.extend<{ $file: { shared: Shared } }>({
  shared: [
    async ({}, use) => {
      const databaseUrl = await createTestDatabase()
      const env: Record<string, string> = {
        ...settings(databaseUrl),
        GRAMD_INSTANCE: 'shared',
        GRAMD_REQUEST_PER_HOUR: '5',
        GRAMD_REQUESTS_PER_DAY: '1000000',
        GRAMD_DISCOVER_HASHTAGS: '#Астана',
        GRAMD_INSTAGRAM_SESSIONID: '12345%3Asecret-cookie%3A1',
        GRAMD_INSTAGRAM_PROXY_URL: 'gopher://user:proxy-secret@127.0.0.1:1',
      }
      const process = startGramd(['start'], env)
      try {
        const headers = { authorization: `Bearer ${env['SCRAPER_API_KEY']}` }
        await use({ process, url: await running(process), headers, env })
      } finally {
        process.kill('SIGKILL')
        await process.ended
        await dropTestDatabase(databaseUrl)
      }
    },
    { scope: 'file' },
  ],
})

describe('gramd start', () => {
  test('names every missing and faulty variable at once, without a stack, and ends with 1', async () => {
    const process = gramd(['start'], { GRAMD_PORT: 'eighty', DATABASE_URL: 'mysql://x' })

    expect(await process.ended).toMatchObject({ code: 1 })
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
      'GRAMD_REQUEST_PER_HOUR is no setting of gramd; did you mean GRAMD_REQUESTS_PER_HOUR?',
    )
    expect(warned('GRAMD_REQUESTS_PER_DAY')).toBe(unsafe)
    expect(await (await fetch(`${url}/api/health`, { headers })).json()).toMatchObject({
      warnings: [{ setting: 'GRAMD_REQUESTS_PER_DAY', message: unsafe }],
    })
  })

  test('begins with the hashtags of the environment', async ({ shared: { url, headers } }) => {
    expect(await (await fetch(`${url}/api/hashtags`, { headers })).json()).toMatchObject({
      data: [{ hashtag: 'астана', is_paused: false }],
    })
  })

  test('runs without an account of the environment that is faulty, and says which setting is', async ({
    shared: { process, url, headers },
  }) => {
    expect(process.log).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        setting: expect.stringMatching(/^GRAMD_INSTAGRAM_/),
      }),
    )
    expect(JSON.stringify(process.log)).not.toMatch(/secret-cookie|proxy-secret/)

    const metrics = await (await fetch(`${url}/metrics`, { headers })).text()
    for (const name of [
      'gramd_http_requests_total',
      'gramd_account_states',
      'process_resident_memory_bytes',
    ])
      expect(metrics).toContain(`# TYPE ${name} `)
  })

  test('refuses a name that another live process has', async ({ shared: { env } }) => {
    const second = gramd(['start'], { ...env, GRAMD_PORT: '0' })

    expect(await second.ended).toMatchObject({ code: 1 })
    expect(JSON.stringify(second.log)).toContain(`GRAMD_INSTANCE=${env['GRAMD_INSTANCE']}`)
  })

  test('says which port is in use', async ({ shared: { env, url } }) => {
    const { port } = new URL(url)
    const second = gramd(['start'], { ...env, GRAMD_INSTANCE: 'another', GRAMD_PORT: port })

    expect(await second.ended).toMatchObject({ code: 1 })
    expect(JSON.stringify(second.log)).toContain('the port is in use')
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

  test('refuses a database whose world clock is shifted', async ({ db, databaseUrl }) => {
    await advanceWorldTime(db, 1_000)
    const process = gramd(['start'], settings(databaseUrl))

    expect(await process.ended).toMatchObject({ code: 1 })
    expect(JSON.stringify(process.log)).toContain('world clock')
  })

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

  test('migrate says what is wrong with the database and ends with 1', async () => {
    const process = gramd(['migrate'], settings('postgres://u:hunter2@127.0.0.1:9/none'))

    expect(await process.ended).toMatchObject({ code: 1 })
    expect(process.log).toMatchObject([{ level: 'fatal', msg: 'gramd cannot go on' }])
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
