import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '../..')
const VERSION = /"version": "(\d+)\.(\d+)\.(\d+)"/

/** A copy of this tree as its next release would be. */
export type NextRelease = { tree: string; version: string } & AsyncDisposable

/** Copies the tree, with the next version and one more migration. */
export async function makeNextRelease(migration: string, text: string): Promise<NextRelease> {
  const tree = await mkdtemp(join(tmpdir(), 'gramd-next-'))
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '-z', 'bin', 'migrations', 'package.json', 'sim', 'sql', 'src', 'tsconfig.json'],
    { cwd: ROOT, maxBuffer: 1e8 },
  )
  for (const path of stdout.split('\0').filter((each) => each !== ''))
    await cp(join(ROOT, path), join(tree, path), { verbatimSymlinks: true })
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
  const described = await readFile(join(tree, 'package.json'), 'utf8')
  const [, major, minor, patch] = VERSION.exec(described) ?? []
  const version = `${major}.${minor}.${Number(patch) + 1}`
  await writeFile(join(tree, 'package.json'), described.replace(VERSION, `"version": "${version}"`))
  await writeFile(join(tree, 'migrations', migration), text)
  return {
    tree,
    version,
    [Symbol.asyncDispose]: async () => await rm(tree, { recursive: true, force: true }),
  }
}
