import { execFile } from 'node:child_process'
import { chown, cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, onTestFinished } from 'vitest'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { createTestDatabase, dropTestDatabase, expect, test } from '../fixtures/test.ts'
import { PAGES, readProject, shellLines } from './blocks.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const NOBODY = 65_534
/** What a release has, as far as a start needs it. */
const FILES = ['bin', 'src', 'sql', 'migrations', 'ops', 'package.json', '.env.example']
/** Steps of a machine's owner, of a registry, or of a gramd that runs as a service. */
const OF_MACHINE =
  /^(?:sudo (?!-u gramd )|git |npm |cd |journalctl |docker |bin\/gramd (?:health|users|proxies|accounts))/

const lines = PAGES.flatMap(shellLines).filter(({ isRunnable }) => isRunnable)
const steps = lines
  .map(({ text }) => text.replaceAll('sudo -u gramd ', ''))
  .filter((text, at) => !OF_MACHINE.test(text) && !OF_MACHINE.test(lines[at]?.text ?? ''))

test('there are steps of each kind', () => {
  expect(steps).toEqual(
    expect.arrayContaining([
      'install -m 600 .env.example .env',
      'bin/gramd keys generate',
      'bin/gramd doctor',
      'bin/gramd upgrade --check',
      'bin/gramd upgrade',
      'bin/gramd backup creators.backup',
      'bin/gramd restore creators.backup',
    ]),
  )
})

/** A clean copy of gramd, as `git clone` and `npm ci` leave it. */
async function aCopy(name: string, owner: number | undefined): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'gramd-docs-'))
  onTestFinished(async () => await rm(root, { recursive: true, force: true }))
  const folder = join(root, name)
  for (const file of FILES) await cp(join(PROJECT, file), join(folder, file), { recursive: true })
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
  if (owner !== undefined) for (const path of [root, folder]) await chown(path, owner, owner)
  return folder
}

/** An editor that writes what a person would. */
async function anEditor(folder: string, url: string): Promise<string> {
  const path = join(dirname(folder), 'editor')
  const added = `SCRAPER_API_KEY="a-key-of-many-letters"\\nGRAMD_ENCRYPTION_KEYS=${generateEncryptionKey('k1')}\\nDATABASE_URL=${url}\\n`
  await writeFile(path, `#!/bin/sh\nprintf '${added}' >> "$1"\n`, { mode: 0o755 })
  return path
}

describe('the runnable blocks', () => {
  test.for([
    ['as this user', undefined, 'gramd'],
    [
      'as an unprivileged user, in a folder with blanks and Cyrillic letters',
      NOBODY,
      'папка с gramd #1',
    ],
  ] as const)('work without HOME, %s', { timeout: 600_000 }, async ([, user, name]) => {
    if (user !== undefined && process.getuid?.() !== 0) return
    const url = await createTestDatabase()
    onTestFinished(async () => await dropTestDatabase(url))
    const folder = await aCopy(name, user)
    const env = { PATH: process.env['PATH'], EDITOR: await anEditor(folder, url) }
    const identity = user === undefined ? {} : { uid: user, gid: user }
    for (const step of steps) {
      const ended: unknown = await promisify(execFile)('sh', ['-c', step], {
        cwd: folder,
        env,
        ...identity,
      }).catch((error: unknown) => error)
      // Before the first start doctor says that no migration has run.
      const codes = step === 'bin/gramd doctor' ? [undefined, 1] : [undefined]
      expect(
        [step, codes.includes(Reflect.get(Object(ended), 'code'))],
        String(Reflect.get(Object(ended), 'stderr')),
      ).toEqual([step, true])
      expect(String(Reflect.get(Object(ended), 'stderr'))).not.toMatch(/\n\s+at |EACCES/)
    }
  })

  test('are written by nothing into the folder but what they name', async () => {
    const folder = await aCopy('gramd', undefined)
    const { stdout } = await promisify(execFile)(join(folder, 'bin/gramd'), ['version'], {
      cwd: '/',
      env: {},
    })
    expect(stdout.trim()).toMatch(`${JSON.parse(readProject('package.json')).version} (schema `)
    expect(existsSync(join(folder, '.gramd'))).toBe(false)
  })
})
