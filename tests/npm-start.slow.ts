import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test as base } from 'vitest'
import { isAlive } from '../src/db/embedded/folder-lock.ts'
import { childEnvironment } from './fixtures/compile-cache.ts'
import { serverFolder } from './fixtures/test-server.ts'

const API_KEY = 'a-key-for-the-tests-only'
const PROJECT = fileURLToPath(new URL('..', import.meta.url))

type Started = { child: ChildProcess; log: Record<string, unknown>[]; text: () => string }

/** `start` runs `npm start` in a process group of its own, as a terminal does, with its own PostgreSQL below `root`. */
const test = base.extend<{
  root: string
  start: (args?: string[]) => Promise<Started & { serverPid: number }>
}>({
  root: async ({}, use) => {
    const root = await mkdtemp(join(await serverFolder(), 'gramd-npm-start-'))
    await chmod(root, 0o755)
    await use(root)
    await rm(root, { recursive: true })
  },
  start: async ({ root }, use) => {
    const children: ChildProcess[] = []
    const settings = {
      ...childEnvironment(),
      PATH: process.env['PATH'],
      HOME: root,
      GRAMD_EMBEDDED_POSTGRES_FOLDER: root,
      SCRAPER_API_KEY: API_KEY,
      GRAMD_PORT: '0',
      GRAMD_DRAIN_SECONDS: '0',
      GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    }
    await use(async (args = ['npm', 'start', '--silent']) => {
      const started = startInGroup(args, settings)
      children.push(started.child)
      await expect
        .poll(() => started.log.some(({ msg }) => msg === 'gramd runs') || started.text())
        .toBe(true)
      const pidFile = join(root, 'postgres/data/postmaster.pid')
      return { ...started, serverPid: Number((await readFile(pidFile, 'utf8')).split('\n')[0]) }
    })
    for (const child of children) signalGroup(child, 'SIGKILL')
  },
})

function startInGroup([command = '', ...args]: string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(command, args, {
    cwd: PROJECT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: Record<string, unknown>[] = []
  let text = ''
  let rest = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('{')) log.push(JSON.parse(line))
  })
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { child, log, text: () => text }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(pid ?? 0), signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

const goesAway = async (pid: number): Promise<void> =>
  await expect.poll(() => isAlive(pid)).toBe(false)

test.for([
  // A terminal's Ctrl-C reaches gramd itself, and npm passes it on as well.
  { told: 'the group', signal: 'SIGINT' },
  // Some shells stay between npm and gramd and end alone, unless the script says `exec`.
  { told: 'npm', signal: 'SIGTERM' },
] as const)(
  'one $signal to $told ends gramd in order and its PostgreSQL with it',
  { timeout: 120_000 },
  async ({ told, signal }, { start }) => {
    const { child, log, serverPid } = await start()
    const closed = once(child, 'close')

    if (told === 'npm') child.kill(signal)
    else signalGroup(child, signal)

    expect(await closed).toEqual([0, null])
    expect(log.filter((line) => line['signal'] === signal)).toHaveLength(1)
    expect(log.at(-1)).toMatchObject({ msg: 'gramd has stopped' })
    expect(isAlive(serverPid)).toBe(false)
  },
)

test(
  'after kill -9 the next start takes over the PostgreSQL of gramd; ended at once, gramd has it ended',
  { timeout: 120_000 },
  async ({ start }) => {
    const killed = await start()
    const closed = once(killed.child, 'close')
    signalGroup(killed.child, 'SIGKILL')
    await closed
    expect(isAlive(killed.serverPid)).toBe(true)

    const next = await start([process.execPath, 'src/main.ts', 'start'])
    expect(next.serverPid).toBe(killed.serverPid)

    // A request that never ends keeps gramd from ending in order at once.
    const port = Number(next.log.find(({ msg }) => msg === 'API listens')?.['port'])
    const client = connect(port, '127.0.0.1')
    client.on('error', () => undefined)
    client.write(
      `POST /api/tasks/scrape HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${API_KEY}\r\n` +
        'content-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    )
    await once(client, 'ready')
    await fetch(`http://127.0.0.1:${port}/livez`) // by then it has come in
    const ended = once(next.child, 'close')
    let open = true
    void ended.then(() => (open = false))
    while (open) {
      next.child.kill('SIGINT')
      await delay(100)
    }

    expect(await ended).toEqual([1, null])
    expect(next.log.at(-1)).toMatchObject({ msg: 'stopping at once' })
    await goesAway(killed.serverPid)
  },
)

test('the npm script gramd is the command line, as bin/gramd is', async ({}) => {
  const words = ['run', '--silent', 'gramd', '--', 'blogs', 'list', '--q', 'мама алматы']
  // Where nothing listens; the words arrive whole, or the command would refuse them.
  const env = { PATH: process.env['PATH'], GRAMD_URL: 'http://127.0.0.1:1', GRAMD_TOKEN: 'token' }
  const ended: unknown = await promisify(execFile)('npm', words, { cwd: PROJECT, env }).catch(
    (error: unknown) => error,
  )
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('http://127.0.0.1:1') })
})
