import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { childEnvironment } from '../fixtures/compile-cache.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What a command of gramd loads: files of src/ by their path, packages by their name. */
async function loadedBy(args: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-loads-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const list = join(folder, 'modules')
  const called = [
    '--import',
    join(ROOT, 'tests/fixtures/record-loads.ts'),
    join(ROOT, 'src/main.ts'),
  ]
  const env = {
    ...childEnvironment(),
    LOADED_MODULES: list,
    GRAMD_TOKEN: 't',
    GRAMD_URL: 'http://[::1]:1',
  }
  await new Promise<void>((done) =>
    execFile(process.execPath, [...called, ...args], { cwd: folder, env }, () => done()),
  )
  const urls = (await readFile(list, 'utf8')).split('\n').filter((url) => url.startsWith('file:'))
  return urls.map((url) => {
    const path = fileURLToPath(url).slice(ROOT.length)
    return /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path
  })
}

const PURE =
  /^src\/(main\.ts|config\.ts|(ages|base|creators|accounts|settings|cli)\/|alerts\/kinds\.ts$)/
const DECLARED =
  /^src\/features\/(declarations?\.ts|[^/]+\/((declare|([a-z]+-)*commands?)\.ts|fields\/))/

test.for([['--help'], ['health'], ['help', 'accounts', 'add']])(
  'gramd %s loads no code of the server',
  async (args) => {
    const loaded = await loadedBy(args)
    const sources = loaded.filter((path) => path.startsWith('src/'))

    expect(sources).toContain('src/features/declarations.ts')
    expect(sources.filter((path) => !PURE.test(path) && !DECLARED.test(path))).toEqual([])
    for (const name of ['kysely', 'pg', 'hono', 'openai', 'sharp', 'instagram-private-api'])
      expect(loaded).not.toContain(name)
  },
)
