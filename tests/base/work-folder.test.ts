import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { removeDeadFolders, STALE_MS, withWorkFolder } from '../../src/base/files/work-folder.ts'

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-work-test-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  return folder
}

test('a folder is there while the work goes on, and gone afterwards, also after a failure', async () => {
  const parent = join(await aFolder(), 'incoming')
  await withWorkFolder(parent, async (folder) => {
    expect(await readdir(parent)).toEqual([folder.slice(parent.length + 1)])
  })
  const failed = withWorkFolder(parent, async () => await Promise.reject(new Error('the disk')))
  await expect(failed).rejects.toThrow('the disk')
  expect(await readdir(parent)).toEqual([])
})

test('the folder of a killed process goes at the next start, that of a living one stays', async () => {
  const parent = await aFolder()
  const other = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { withWorkFolder } from ${JSON.stringify(join(import.meta.dirname, '../../src/base/files/work-folder.ts'))}
     await withWorkFolder(${JSON.stringify(parent)}, async () => {
       console.log('there')
       await new Promise((resolve) => setTimeout(resolve, 600_000))
     })`,
  ])
  onTestFinished(() => void other.kill('SIGKILL'))
  await once(other.stdout, 'data')
  await withWorkFolder(parent, async (mine) => {
    const [before] = [await readdir(parent)]
    expect(before).toHaveLength(2)
    // Neither is removed by its age while its process lives.
    await removeDeadFolders(parent, new Date())
    expect(await readdir(parent)).toEqual(before)
    other.kill('SIGKILL')
    await once(other, 'exit')
    await removeDeadFolders(parent, new Date())
    expect(await readdir(parent)).toEqual([mine.slice(parent.length + 1)])
  })
})

test('a folder of another host stays while it is touched, and nothing else in the parent is removed', async () => {
  const parent = await aFolder()
  const foreign = `gramd-upload-${'ab'.repeat(6)}-1-5-xyz`
  for (const name of [foreign, 'aa', 'gramd-other']) await mkdir(join(parent, name))
  await removeDeadFolders(parent, new Date())
  expect(await readdir(parent)).toHaveLength(3)
  const past = new Date(Date.now() - STALE_MS - 1_000)
  for (const name of [foreign, 'aa', 'gramd-other']) await utimes(join(parent, name), past, past)
  await removeDeadFolders(parent, new Date())
  expect(await readdir(parent)).toEqual(['aa', 'gramd-other'])
})

test('there is nothing to remove where no file has come', async () => {
  await expect(
    removeDeadFolders(join(await aFolder(), 'none'), new Date()),
  ).resolves.toBeUndefined()
})
