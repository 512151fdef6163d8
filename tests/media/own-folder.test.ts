import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { claimFolder, whoElseMayEnter } from '../../src/media/own-folder.ts'

type Line = { level: 'info' | 'warn'; message: string | undefined }

const test = base.extend<{ root: string; lines: Line[]; claim: (name: string) => Promise<string> }>(
  {
    root: async ({}, use) => {
      const root = await mkdtemp(join(tmpdir(), 'gramd-folder-'))
      await use(root)
      await rm(root, { recursive: true })
    },
    lines: async ({}, use) => await use([]),
    claim: async ({ root, lines }, use) => {
      const log = {
        info: (_: object, message?: string) => void lines.push({ level: 'info', message }),
        warn: (_: object, message?: string) => void lines.push({ level: 'warn', message }),
      }
      await use(async (name) => {
        await claimFolder(join(root, name), log)
        const info = await stat(join(root, name)).catch(() => undefined)
        return info === undefined ? 'none' : (info.mode & 0o7777).toString(8)
      })
    },
  },
)

test('a folder that is not there is made for its owner alone', async ({ root, claim, lines }) => {
  expect(await claim('deep/uploads')).toBe('700')
  expect(await whoElseMayEnter(join(root, 'deep/uploads'))).toBeNull()
  expect(lines).toEqual([])
})

test('the rights of others on an existing folder are taken away, with what gramd put into it', async ({
  root,
  claim,
  lines,
}) => {
  for (const mode of [0o755, 0o750, 0o777, 0o1777, 0o701]) {
    await mkdir(join(root, 'uploads/ab'), { recursive: true })
    await chmod(join(root, 'uploads'), mode)
    expect(await whoElseMayEnter(join(root, 'uploads'))).toContain(`(mode ${mode.toString(8)})`)
    expect(await claim('uploads')).toBe('700')
  }
  expect(lines.map(({ level }) => level)).toEqual(Array(5).fill('info'))
  await symlink(join(root, 'uploads'), join(root, 'link'))
  await chmod(join(root, 'uploads'), 0o755)
  expect(await claim('link')).toBe('700')
})

test('a folder that somebody uses for something else is left as it is, with a warning', async ({
  root,
  claim,
  lines,
}) => {
  await mkdir(join(root, 'home'))
  await writeFile(join(root, 'home/letter.txt'), '')
  await chmod(join(root, 'home'), 0o755)
  expect(await claim('home')).toBe('755')
  expect(lines).toEqual([{ level: 'warn', message: 'others may reach the folder of uploads' }])
})

test.runIf(process.getuid?.() === 0)(
  'the folder of another user is left as it is',
  async ({ root, claim, lines }) => {
    await mkdir(join(root, 'uploads'), { mode: 0o700 })
    await chown(join(root, 'uploads'), 65_534, 65_534)
    expect(await claim('uploads')).toBe('700')
    expect(await whoElseMayEnter(join(root, 'uploads'))).toContain('belongs to another user')
    expect(lines.map(({ level }) => level)).toEqual(['warn'])
  },
)

test('a folder that cannot be made is refused with the setting and the remedy', async ({
  root,
  claim,
}) => {
  await writeFile(join(root, 'file'), '')
  await expect(claim('file/uploads')).rejects.toThrow(
    /^GRAMD_UPLOADS_DIR: .*uploads is not a folder that gramd may write to \(ENOTDIR\): give it/,
  )
})
