import { access, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openScratchFolder, sweepScratchFolders } from '../../../src/ai/batches/scratch-folder.ts'

const isThere = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    () => false,
  )

test('a folder goes with the work that it was made for', async () => {
  let path = ''
  {
    await using folder = await openScratchFolder()
    path = folder.path
    await writeFile(join(path, 'input.jsonl'), '{}')
  }
  expect(await isThere(path)).toBe(false)
})

test('what a killed process has left goes after a day, and what is at work stays', async () => {
  const now = new Date()
  const left = await openScratchFolder()
  await writeFile(join(left.path, 'input.jsonl'), '{}')
  const yesterday = new Date(now.getTime() - 25 * 3_600_000)
  await utimes(left.path, yesterday, yesterday)
  const atWork = await openScratchFolder()
  onTestFinished(async () => await atWork[Symbol.asyncDispose]())

  await sweepScratchFolders(now)

  expect([await isThere(left.path), await isThere(atWork.path)]).toEqual([false, true])
})
