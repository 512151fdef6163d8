import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { withClient } from '../src/db/connect.ts'
import { aFreePort, settings } from './started-gramd.ts'
import { anOldServer } from './old-server.ts'
import { aFolder, ended, refusedStart, type Ended } from './starts.ts'
import { expect, test } from './fixtures/test.ts'

/** A start takes long while other tests run. */
const LIMIT = { timeout: 120_000 }

const start = async (url: string, more: Record<string, string> = {}): Promise<Ended> =>
  await refusedStart({ ...settings(url), ...more })

/** One sentence for people, the same in the log, no stack, and nothing secret. */
function expectSentence(found: Ended, code: number, sentence: RegExp): void {
  expect(found.err).toMatch(sentence)
  expect(found.err.trimEnd().split('\n')).toHaveLength(1)
  expect(`${found.out}${found.err}`).not.toMatch(/\n\s+at |"stack"|hunter2/)
  expect(found.code).toBe(code)
  const fatal = found.out.split('\n').find((line) => line.startsWith('{"level":"fatal"'))
  if (fatal !== undefined) expect(JSON.parse(fatal)).toMatchObject({ msg: found.err.trimEnd() })
}

const withPath = (url: string, change: (given: URL) => void): string => {
  const changed = new URL(url)
  change(changed)
  return changed.href
}

test('a server that refuses connections', LIMIT, async () => {
  const port = await aFreePort()
  expectSentence(
    await start(`postgres://u:hunter2@127.0.0.1:${port}/x`),
    69,
    new RegExp(
      `^PostgreSQL does not answer at 127.0.0.1:${port} \\(ECONNREFUSED\\): start it, or correct DATABASE_URL`,
    ),
  )
})

test('a host that is not found', LIMIT, async () => {
  expectSentence(
    await start('postgres://u:hunter2@no-such-host.invalid/x'),
    69,
    /^the host no-such-host\.invalid is not found \(\w+\): correct DATABASE_URL, or the DNS/,
  )
})

test('a wrong password, a missing database and a missing role', LIMIT, async ({ databaseUrl }) => {
  const wrong = settings(withPath(databaseUrl, (url) => (url.password = 'hunter2')))
  // The command itself: its output, its log and its exit code.
  const started = await ended(['start'], { env: wrong })
  expect(started.out).toContain('{"level":"fatal"')
  expectSentence(
    started,
    78,
    /^PostgreSQL refuses: password authentication failed.*: correct user and password in DATABASE_URL/,
  )
  const missing = await start(withPath(databaseUrl, (url) => (url.pathname = '/no_such_database')))
  expectSentence(
    missing,
    78,
    /^PostgreSQL refuses: database "no_such_database" does not exist \(3D000\): create the database/,
  )
  const nobody = await start(withPath(databaseUrl, (url) => (url.username = 'no_such_role')))
  expectSentence(nobody, 78, /^PostgreSQL refuses: .*no_such_role/)
  const unsaid = await start(withPath(databaseUrl, (url) => (url.password = '')))
  expectSentence(unsaid, 78, /^PostgreSQL asks for a password: put it into DATABASE_URL/)
})

test(
  'a role without rights, and one without a free connection',
  LIMIT,
  async ({ db, databaseUrl }) => {
    const role = `guest_${Date.now()}`
    await sql.raw(`create role ${role} login password 'hunter2' connection limit 0`).execute(db)
    onTestFinished(async () => {
      await withClient(
        { url: databaseUrl, applicationName: 'test', statementMs: null },
        async (client) => {
          await client.query(`drop owned by ${role}; drop role ${role}`)
        },
      )
    })
    const url = withPath(databaseUrl, (given) => {
      given.username = role
      given.password = 'hunter2'
    })
    expectSentence(
      await start(url),
      69,
      /^PostgreSQL refuses: too many connections for role .*\(53300\): lower GRAMD_DATABASE_POOL_SIZE/,
    )
    await sql.raw(`alter role ${role} connection limit -1`).execute(db)
    expectSentence(
      await start(url),
      78,
      /^PostgreSQL refuses: permission denied .*\(42501\): make the user of DATABASE_URL the owner/,
    )
  },
)

test('a server without TLS, where TLS is asked for', LIMIT, async ({ databaseUrl }) => {
  const url = withPath(databaseUrl, (given) => given.searchParams.set('sslmode', 'verify-full'))
  expectSentence(
    await start(url),
    78,
    /^the server of DATABASE_URL does not support TLS: enable ssl there, or set sslmode=disable/,
  )
})

test('a server that accepts and says nothing, or hangs up', LIMIT, async () => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => void sockets.add(socket.end())).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  expectSentence(
    await start(`postgres://u:hunter2@127.0.0.1:${port}/x`),
    69,
    /^PostgreSQL has closed the connection.*: its log says why/,
  )
})

test(
  'a database whose clock is shifted or which is of a newer gramd',
  LIMIT,
  async ({ db, databaseUrl }) => {
    await sql`insert into gramd_migrations (name, checksum, phase, version)
      values ('9999_future.sql', 'x', 'contract', '9.9.0')`.execute(db)
    expectSentence(
      await start(databaseUrl),
      78,
      /^gramd 9\.9\.0 migrated the database \(it has 9999_future\.sql\): install gramd 9\.9\.0 or newer/,
    )
  },
)

test(
  'a port that is in use, an address of another machine and a folder that is a file',
  LIMIT,
  async ({ databaseUrl }) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    expectSentence(
      await start(databaseUrl, { GRAMD_PORT: port }),
      69,
      /^cannot listen on 127\.0\.0\.1:\d+: the port is in use; stop the other program or set GRAMD_PORT/,
    )
    expectSentence(
      await start(databaseUrl, { GRAMD_HOST: '192.0.2.1' }),
      78,
      /^cannot listen on 192\.0\.2\.1:0: .*set GRAMD_HOST/,
    )
    const folder = await aFolder({ file: '' })
    expectSentence(
      await start(databaseUrl, { GRAMD_UPLOADS_DIR: join(folder, 'file/uploads') }),
      78,
      /^GRAMD_UPLOADS_DIR: .*file\/uploads is not a folder that gramd may write to \(ENOTDIR\)/,
    )
  },
)

test('files of commands that are missing', LIMIT, async ({ databaseUrl }) => {
  const env = settings(databaseUrl)
  const restored = await ended(['restore', 'none.backup'], { env })
  expect(restored.err).toBe('cannot read none.backup: there is no such file (ENOENT)\n')
  const shown = await ended(['logs', 'none.log'], { env })
  expect(shown.err).toMatch(/^cannot read none\.log: there is no such file \(ENOENT\)\n/)
})

test('a server that is too old, also for a backup', LIMIT, async () => {
  const env = settings(await anOldServer(150_018, '15.18'))
  const says =
    /^gramd needs PostgreSQL 18 or newer; DATABASE_URL leads to 15\.18: set it to a newer server/
  expectSentence(await refusedStart(env), 78, says)
  expectSentence(await ended(['backup', 'file'], { env }), 78, says)
})
