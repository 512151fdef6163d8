import { randomBytes } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { retireTasks } from '../../src/features/maintenance/tasks/retire-tasks.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { childEnvironment } from '../fixtures/compile-cache.ts'
import { describe, expect, test } from '../fixtures/test.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

type Watched = { url: string; statements: { name: string; text: string }[] }

/** Stands between the daemon and PostgreSQL, and writes down each statement that is parsed, with its name. */
async function watch(databaseUrl: string): Promise<Watched> {
  const target = new URL(databaseUrl)
  const statements: Watched['statements'] = []
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let rest = Buffer.alloc(0)
    let greeted = false
    client.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      for (;;) {
        const lengthAt = greeted ? 1 : 0 // the first message has no type
        if (rest.length < lengthAt + 4) return
        const end = lengthAt + rest.readInt32BE(lengthAt)
        if (rest.length < end) return
        const message = rest.subarray(0, end)
        const [first = '', second = ''] = message.toString('utf8', 5).split('\0')
        if (greeted && message[0] === 'P'.charCodeAt(0))
          statements.push({ name: first, text: second })
        if (greeted && message[0] === 'Q'.charCodeAt(0)) statements.push({ name: '', text: first })
        rest = rest.subarray(end)
        greeted = true
      }
    })
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
    client.pipe(upstream).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return { url: url.href, statements }
}

/** Starts a worker process that looks every second. */
async function startDaemon(databaseUrl: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN, 'start'], {
    env: {
      ...childEnvironment(),
      DATABASE_URL: databaseUrl,
      SCRAPER_API_KEY: 'a-key-for-the-tests-only',
      GRAMD_PORT: '0',
      GRAMD_DRAIN_SECONDS: '0',
      GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      GRAMD_ROLES: 'worker',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await expect.poll(() => output).toContain('gramd runs')
  return {
    async stop(): Promise<number | null> {
      child.kill('SIGTERM')
      await once(child, 'close')
      return child.exitCode
    },
    output: () => output,
  }
}

/** A task that another process enqueues. */
async function aTask(db: Db): Promise<() => Promise<string | undefined>> {
  const [task] = await enqueueAll(db, retireTasks, [{}])
  if (!task) throw new Error('nothing was enqueued')
  const { id } = task
  return async () =>
    (
      await db
        .selectFrom('scrape_tasks_ended')
        .select('status')
        .where('id', '=', id)
        .executeTakeFirst()
    )?.status
}

describe('a daemon', () => {
  test('behind a transaction pooler listens to nothing, prepares nothing by name, and finds tasks by looking', async ({
    db,
    databaseUrl,
  }) => {
    const { url, statements } = await watch(databaseUrl)
    const daemon = await startDaemon(url, {
      GRAMD_DATABASE_POOLER: 'transaction',
      GRAMD_POLL_INTERVAL_SECONDS: '1',
    })

    for (const _ of ['first', 'second']) {
      const status = await aTask(db)
      await expect.poll(status).toBe('done')
    }

    expect(await daemon.stop(), daemon.output()).toBe(0)
    expect(statements.length).toBeGreaterThan(10)
    expect(statements.filter(({ name }) => name !== '')).toEqual([])
    // What outlasts a transaction belongs to a session, and there is none.
    const lasting = /^\s*(?:listen|set\s+(?!local|transaction))|pg_(?:try_)?advisory_lock\(/i
    expect(statements.filter(({ text }) => lasting.test(text))).toEqual([])
  })

  test('on a server of its own prepares its hot statements once a connection, and is woken', async ({
    db,
    databaseUrl,
  }) => {
    const { url, statements } = await watch(databaseUrl)
    const daemon = await startDaemon(url, {
      GRAMD_POLL_INTERVAL_SECONDS: '600',
      GRAMD_DATABASE_POOL_SIZE: '4',
    })

    for (const _ of ['first', 'second', 'third']) {
      const status = await aTask(db)
      await expect.poll(status).toBe('done')
    }

    expect(await daemon.stop(), daemon.output()).toBe(0)
    expect(statements.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^listen/i))
    const claims = statements.filter(({ name }) => name === 'claim_tasks')
    expect(claims.length).toBeGreaterThan(0)
    expect(claims.length).toBeLessThanOrEqual(4)
    expect(statements.filter(({ text }) => text.includes('/* claim_tasks */'))).toHaveLength(
      claims.length,
    )
  })
})
