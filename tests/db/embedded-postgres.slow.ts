import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { expect, test as base } from 'vitest'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../src/db/embedded/embedded-postgres.ts'
import { choosePlace } from '../../src/db/embedded/embedded-place.ts'
import { isAlive } from '../../src/db/embedded/folder-lock.ts'
import { serverFolder, withClient } from '../fixtures/test-server.ts'

/** `test` with a folder that every user may enter; what still runs in it at the end is ended. */
const test = base.extend<{ root: string }>({
  root: async ({}, use) => {
    const root = await mkdtemp(join(await serverFolder(), 'gramd-embedded-'))
    await chmod(root, 0o755)
    await use(root)
    const pid = await serverPid(root).catch(() => 0)
    if (pid > 0 && pid !== process.pid && isAlive(pid)) process.kill(pid, 'SIGQUIT')
    await expect.poll(() => pid > 0 && pid !== process.pid && isAlive(pid)).toBe(false)
    await rm(root, { recursive: true })
  },
})

const optionsFor = (root: string): EmbeddedPostgresOptions => ({
  folder: join(root, 'postgres'),
  reachableFolder: root,
  settings: { fsync: 'off', shared_buffers: '16MB' },
})

const serverPid = async (root: string): Promise<number> =>
  Number((await readFile(join(root, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0])

const answers = async (url: string): Promise<boolean> =>
  await withClient(url, async (client) => (await client.query('select 1')).rowCount === 1).catch(
    () => false,
  )

test('a server is started once, adopted, left to other users, and ended by the last', async ({
  root,
}) => {
  const [first, second] = await Promise.all(
    [1, 2].map(() => startEmbeddedPostgres(optionsFor(root))),
  )
  if (!first || !second) throw new Error('no server')

  // Two starts at once on an empty folder are one server.
  expect(first.url).toBe(second.url)
  const pid = await serverPid(root)
  const password = await readFile(join(root, 'postgres/password'), 'utf8')
  expect(password.length).toBeGreaterThanOrEqual(32)
  expect(new URL(first.url).password).toBe(password)
  expect(new URL(first.url).hostname).toBe('127.0.0.1')
  expect((await stat(join(root, 'postgres/password'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(root, 'postgres/data'))).mode & 0o077).toBe(0)
  await expect(
    withClient(first.url.replace(password, 'password'), (client) => client.query('select 1')),
  ).rejects.toThrow('password authentication failed')
  await withClient(first.url, (client) => client.query('create table kept (id integer)'))

  // A later process finds it; a process that leaves while another is connected does not end it.
  const third = await startEmbeddedPostgres(optionsFor(root))
  expect(third.url).toBe(first.url)
  const user = new pg.Client({ connectionString: third.url })
  await user.connect()
  await first.stop()
  await second.stop()
  await third.stop()
  expect(await serverPid(root)).toBe(pid)
  expect(await answers(first.url)).toBe(true)

  // One that has not connected yet uses it all the same.
  const late = await startEmbeddedPostgres(optionsFor(root))
  await user.end()
  await third.stop()
  expect(await serverPid(root)).toBe(pid)
  await late.stop()
  expect(isAlive(pid)).toBe(false)

  // Its process id may belong to another process.
  const file = `${process.pid}\n${join(root, 'postgres/data')}\n1\n${new URL(first.url).port}\n\n127.0.0.1\n`
  await writeFile(join(root, 'postgres/data/postmaster.pid'), file)
  const fourth = await startEmbeddedPostgres(optionsFor(root))
  expect(new URL(fourth.url).password).toBe(password)
  await withClient(fourth.url, (client) => client.query('select id from kept'))
  await fourth.stop()
  expect(await answers(fourth.url)).toBe(false)
})

test.runIf(process.getuid?.() === 0)(
  'binaries that the unprivileged user cannot reach are copied beside the data',
  async ({ root }) => {
    // As in a checkout below a private folder, such as root's home.
    const bin = join(root, 'private/package/native/bin')
    await mkdir(bin, { recursive: true })
    await writeFile(join(bin, 'postgres'), 'a program', { mode: 0o755 })
    await writeFile(join(root, 'private/package/package.json'), '{"version":"18.4.0"}')
    await chmod(join(root, 'private'), 0o700)
    const folder = join(root, 'data/postgres')
    const places = await Promise.all(
      [1, 2].map(() => choosePlace({ folder }, () => Promise.resolve(bin))),
    )

    const copied = join(root, 'data/native-18.4.0/bin')
    expect(places).toEqual([1, 2].map(() => ({ folder, bin: copied, owner: 65_534 })))
    expect(await readFile(join(copied, 'postgres'), 'utf8')).toBe('a program')
    expect(await readdir(join(root, 'data'))).toEqual(['native-18.4.0'])
  },
)

test.runIf(process.getuid?.() === 0)(
  'a folder that the unprivileged user cannot reach is refused with what to do',
  async ({ root }) => {
    await chmod(root, 0o700)
    const folder = join(root, 'deep/down')

    await expect(startEmbeddedPostgres({ folder })).rejects.toThrow(
      /cannot reach .*deep\/down\. Run gramd as an ordinary user, or .* or set DATABASE_URL\./,
    )
    await expect(stat(folder)).rejects.toThrow('ENOENT')
  },
)

test('a server that was killed comes back at its address, and one that lives is left alone', async ({
  root,
}) => {
  const server = await startEmbeddedPostgres(optionsFor(root))
  const pid = await serverPid(root)
  await server.ensureRunning()
  expect(await serverPid(root)).toBe(pid)

  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)
  await server.ensureRunning()

  expect(await answers(server.url)).toBe(true)
  await server.stop()
})

test('a server listens on the port that is asked for, also when it already runs on another', async ({
  root,
}) => {
  // A start that was killed while it made the data leaves half of them.
  for (const name of ['data', 'data.part']) {
    await mkdir(join(root, 'postgres', name), { recursive: true })
    await writeFile(join(root, 'postgres', name, 'half'), '')
  }
  await writeFile(join(root, 'postgres/data.part/PG_VERSION'), '18\n')
  const first = await startEmbeddedPostgres(optionsFor(root))
  const port = Number(new URL(first.url).port)
  const wanted = await aFreePort()
  await expect(startEmbeddedPostgres({ ...optionsFor(root), port: wanted })).rejects.toThrow(
    `gramd's PostgreSQL runs on port ${port}, not on ${wanted}, and it is in use`,
  )
  await first.stop()

  const moved = await startEmbeddedPostgres({ ...optionsFor(root), port: wanted })
  expect(new URL(moved.url).port).toBe(String(wanted))
  await moved.stop()
  const kept = await startEmbeddedPostgres(optionsFor(root))
  expect(kept.url).toBe(moved.url)
  await kept.stop()

  const other = createServer().listen(wanted, '127.0.0.1')
  await once(other, 'listening')
  await expect(startEmbeddedPostgres({ ...optionsFor(root), port: wanted })).rejects.toThrow(
    `port ${wanted} is in use`,
  )
  other.close()
})

test('a server runs the programs of another installation, also when it already runs others', async ({
  root,
}) => {
  const { bin } = await choosePlace({ folder: join(root, 'postgres'), reachableFolder: root })
  const programs = join(root, 'other/bin')
  await cp(dirname(bin), join(root, 'other'), { recursive: true, verbatimSymlinks: true })
  const withOther = { ...optionsFor(root), programs }
  const binOf = async (url: string) =>
    await withClient(url, async (client) => {
      const { rows } = await client.query("select setting from pg_config where name = 'BINDIR'")
      return String(rows[0]?.setting)
    })

  const first = await startEmbeddedPostgres(withOther)
  expect(await binOf(first.url)).toBe(programs)
  await withClient(first.url, (client) => client.query('create table kept (id integer)'))
  await first.stop()

  // The data are of the same major version: the programs of gramd go on with them.
  const own = await startEmbeddedPostgres(optionsFor(root))
  expect(await binOf(own.url)).not.toBe(programs)
  await expect(startEmbeddedPostgres(withOther)).rejects.toThrow(
    /runs the programs of .*, not those of .*other\/bin, and it is in use: stop every gramd first/,
  )

  // A server that a killed gramd has left is replaced.
  const pid = await serverPid(root)
  await endPresence(own.url)
  const replaced = await startEmbeddedPostgres(withOther)
  expect(isAlive(pid)).toBe(false)
  expect(await binOf(replaced.url)).toBe(programs)
  await withClient(replaced.url, (client) => client.query('select id from kept'))

  // One that was killed comes back with the same programs.
  process.kill(await serverPid(root), 'SIGKILL')
  await expect.poll(async () => await answers(replaced.url)).toBe(false)
  await replaced.ensureRunning()
  expect(await binOf(replaced.url)).toBe(programs)
  await replaced.stop()
})

/** Ends the connections of a process, as its death does. */
const endPresence = async (url: string): Promise<unknown> =>
  await withClient(url, (client) =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'gramd presence' and pid <> pg_backend_pid()`,
    ),
  )

const DEBIAN = '/usr/lib/postgresql/18/bin'

test.runIf(existsSync(DEBIAN))(
  "a server runs the programs of Debian's package",
  async ({ root }) => {
    const server = await startEmbeddedPostgres({ ...optionsFor(root), programs: DEBIAN })
    expect(await answers(server.url)).toBe(true)
    await server.stop()
  },
)

test('wrong programs are refused before anything is made', async ({ root }) => {
  const programs = join(root, 'none')
  await expect(startEmbeddedPostgres({ ...optionsFor(root), programs })).rejects.toThrow(
    'GRAMD_POSTGRES_BIN: ',
  )
  await expect(stat(join(root, 'postgres'))).rejects.toThrow('ENOENT')
})

test('data of another major version are left alone, and the error says what to do', async ({
  root,
}) => {
  const version = join(root, 'postgres/data/PG_VERSION')
  await mkdir(join(root, 'postgres/data'), { recursive: true })
  await writeFile(version, '17\n')

  await expect(startEmbeddedPostgres(optionsFor(root))).rejects.toThrow(
    /was written by PostgreSQL 17, and this gramd brings PostgreSQL 18, .* `gramd backup FILE` .* `gramd restore FILE`/,
  )
  expect(await readFile(version, 'utf8')).toBe('17\n')
})

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
