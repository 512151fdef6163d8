import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createNewFile } from '../../src/base/files/new-file.ts'

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-new-file-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  return folder
}

async function write(path: string, text: string, force = false): Promise<void> {
  const file = await createNewFile(path, { force })
  file.stream.end(text)
  await once(file.stream, 'close')
  await file.commit()
}

describe('a new file', () => {
  test('has its name when it is whole, for its owner alone', async () => {
    const folder = await aFolder()
    const path = join(folder, 'a.csv')
    const file = await createNewFile(path, { force: false })
    file.stream.write('half')
    expect(await readdir(folder)).not.toContain('a.csv')
    file.stream.end(' and half')
    await once(file.stream, 'close')
    await file.commit()
    expect(await readdir(folder)).toEqual(['a.csv'])
    expect(await readFile(path, 'utf8')).toBe('half and half')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test('that is abandoned leaves what was there', async () => {
    const folder = await aFolder()
    const path = join(folder, 'a.csv')
    await writeFile(path, 'before')
    const file = await createNewFile(path, { force: true })
    file.stream.write('half')
    await file.abandon()
    expect(await readdir(folder)).toEqual(['a.csv'])
    expect(await readFile(path, 'utf8')).toBe('before')
  })

  test('replaces one that exists only by force', async () => {
    const path = join(await aFolder(), 'a.csv')
    await write(path, 'first')
    await expect(write(path, 'second')).rejects.toThrow('it exists already; --force replaces it')
    await write(path, 'second', true)
    expect(await readFile(path, 'utf8')).toBe('second')
  })

  test('leaves a file that was created in the meantime', async () => {
    const folder = await aFolder()
    const path = join(folder, 'a.csv')
    const file = await createNewFile(path, { force: false })
    file.stream.end('mine')
    await once(file.stream, 'close')
    await writeFile(path, 'theirs')
    await expect(file.commit()).rejects.toThrow('created in the meantime')
    await file.abandon()
    expect(await readdir(folder)).toEqual(['a.csv'])
    expect(await readFile(path, 'utf8')).toBe('theirs')
  })

  test.for([false, true])('never goes through a link (by force: %j)', async (force) => {
    const folder = await aFolder()
    const [target, path] = [join(folder, 'target'), join(folder, 'link')]
    await writeFile(target, 'precious')
    await symlink(target, path)
    await expect(write(path, 'gone', force)).rejects.toThrow('it is a link')
    expect(await readFile(target, 'utf8')).toBe('precious')
    expect((await lstat(path)).isSymbolicLink()).toBe(true)
  })

  test.for([false, true])('is no device, pipe or folder (by force: %j)', async (force) => {
    const folder = await aFolder()
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(write('/dev/null', '', force)).rejects.toThrow('a device or pipe')
    await expect(write(pipe, '', force)).rejects.toThrow('a device or pipe')
    await expect(write(folder, '', force)).rejects.toThrow('it is a folder')
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
  })

  test('needs a folder, and a file that may be written', async () => {
    const folder = await aFolder()
    await expect(write(join(folder, 'none', 'a'), '')).rejects.toThrow('there is no such folder')
    const path = join(folder, 'locked')
    await writeFile(path, 'locked')
    await chmod(path, 0o400)
    // Root may write everything.
    if (process.getuid?.() !== 0)
      await expect(write(path, 'open', true)).rejects.toThrow('you may not write there')
  })
})
