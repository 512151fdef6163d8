import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { createSharedDatabase, type RunDatabase } from '../../../sim/run/database.ts'
import { isAlive } from '../../../src/db/embedded/folder-lock.ts'
import { serverFolder, withClient } from '../../fixtures/test-server.ts'

type Create = () => Promise<RunDatabase>

/** `create` makes databases on one server that all demos share; it ends running ones at the end. */
const test = base.extend<{ root: string; create: Create }>({
  root: async ({}, use) => {
    const root = await mkdtemp(join(await serverFolder(), 'gramd-demos-'))
    await chmod(root, 0o755)
    await use(root)
    const pid = await serverPid(root).catch(() => 0)
    if (pid > 0 && pid !== process.pid && isAlive(pid)) process.kill(pid, 'SIGQUIT')
    await expect.poll(() => pid > 0 && pid !== process.pid && isAlive(pid)).toBe(false)
    await rm(root, { recursive: true })
  },
  create: async ({ root }, use) => {
    await use(
      async () =>
        await createSharedDatabase(root, {
          reachableFolder: root,
          settings: { fsync: 'off', shared_buffers: '16MB' },
        }),
    )
  },
})

const serverPid = async (root: string): Promise<number> =>
  Number((await readFile(join(root, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0])

const databasesAt = async ({ url }: RunDatabase): Promise<string[]> =>
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database where datname like 'gramd\\_demo\\_%' order by datname`,
    )
    return rows.map(({ datname }) => datname)
  })

const nameOf = ({ url }: RunDatabase): string => new URL(url).pathname.slice(1)
const namesOf = (databases: readonly RunDatabase[]): string[] => databases.map(nameOf).toSorted()

test('demos that start at once leave each other their databases, and the next one clears up', async ({
  create,
}) => {
  const [first, ...others] = await Promise.all([create(), create(), create()])

  // They have no connection yet, as between their creation and gramd's start.
  const late = await create()
  expect(await databasesAt(late)).toEqual(namesOf([first, ...others, late]))

  await first.stop()
  expect(await databasesAt(late)).toEqual(namesOf([...others, late]))
  const next = await create()
  expect(await databasesAt(next)).toEqual(namesOf([...others, late, next]))
  for (const each of [...others, late, next]) await each.stop()
})

test('a demo that ends while another one starts does not take the server from it', async ({
  create,
  root,
}) => {
  let running = await create()
  for (let round = 0; round < 5; round += 1) {
    const [next] = await Promise.all([create(), running.stop()])
    expect(await databasesAt(next)).toContain(nameOf(next))
    running = next
  }
  const pid = await serverPid(root)
  await running.stop()
  expect(isAlive(pid)).toBe(false)
})
