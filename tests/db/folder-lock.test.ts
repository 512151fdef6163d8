import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { isAlive, lockFolder } from '../../src/db/embedded/folder-lock.ts'

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'gramd-lock-'))
    await use(folder)
    await rm(folder, { recursive: true })
  },
})

/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid

test('one holder at a time goes on', async ({ folder }) => {
  let inside = 0
  let most = 0

  await Promise.all(
    Array.from({ length: 5 }, async () => {
      const unlock = await lockFolder(folder)
      most = Math.max(most, ++inside)
      await readdir(folder)
      inside--
      await unlock()
    }),
  )

  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

const abandoned: Record<string, () => string> = {
  'a process that died': () => `${deadPid()} 1`,
  'an earlier process that had our id': () => `${process.pid} 1`,
}

test.for(Object.entries(abandoned))(
  'the lock of %s is taken over',
  async ([, content], { folder }) => {
    await writeFile(join(folder, 'starting.lock'), content())

    const unlock = await lockFolder(folder)

    expect(await readFile(join(folder, 'starting.lock'), 'utf8')).toContain(`${process.pid} `)
    await unlock()
  },
)

test('a lock that is empty or held by a stranger is taken over when it is old', async ({
  folder,
}) => {
  for (const content of ['', `${process.ppid} 1`]) {
    await writeFile(join(folder, 'starting.lock'), content)
    const hourAgo = Date.now() / 1000 - 3_600
    await utimes(join(folder, 'starting.lock'), hourAgo, hourAgo)

    const unlock = await lockFolder(folder)
    await unlock()
  }
})

test('whether a process lives is known', () => {
  expect(isAlive(process.pid)).toBe(true)
  expect(isAlive(1)).toBe(true)
  expect(isAlive(deadPid())).toBe(false)
})
