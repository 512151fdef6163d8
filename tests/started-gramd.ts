import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { childEnvironment } from './fixtures/compile-cache.ts'
import { createTestDatabase, dropTestDatabase, expect, test as base } from './fixtures/test.ts'

export const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

type Gramd = {
  /** Lines of standard output, parsed. */
  log: Record<string, unknown>[]
  output: () => string
  errors: () => string
  kill(signal: NodeJS.Signals): void
  ended: Promise<{ code: number | null; signal: string | null }>
}

/** Runs gramd until the test ends at the latest. */
export function gramd(args: string[], env: Record<string, string>): Gramd {
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

export const settings = (databaseUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  SCRAPER_API_KEY: 'a-key-for-the-tests-only',
  GRAMD_PORT: '0',
  GRAMD_DRAIN_SECONDS: '0',
  GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
})

export async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

const portOf = (process: Gramd) =>
  process.log.find(({ msg }) => msg === 'API listens' || msg === 'probes and metrics listen')?.[
    'port'
  ]

export async function running(process: Gramd): Promise<string> {
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

/** With one gramd that the tests of a file share. */
export const test = base.extend<{ $file: { shared: Shared } }>({
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
