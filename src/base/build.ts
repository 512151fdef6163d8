import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../../package.json' with { type: 'json' }
import { codeOf } from './errors.ts'

/** Which gramd this is. `commit` is null where nothing says it. */
export type Build = { version: string; commit: string | null }

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COMMIT = /^[0-9a-f]{40}$/

/** The version of this gramd, and the commit that it was built from or that is checked out. */
export const ownBuild = (root: string = ROOT): Build => ({
  version: packageJson.version,
  commit: readCommit(root),
})

/**
 * Reads the commit from `COMMIT`, which an image or an archive brings, or from the checkout.
 */
function readCommit(root: string): string | null {
  const built = read(join(root, 'COMMIT'))
  if (built !== undefined && COMMIT.test(built)) return built
  const folder = /^gitdir: (.+)$/.exec(read(join(root, '.git')) ?? '')?.[1] ?? join(root, '.git')
  const head = read(join(folder, 'HEAD')) ?? ''
  const ref = /^ref: (.+)$/.exec(head)?.[1]
  const commit = ref === undefined ? head : commitOf(folder, ref)
  return commit !== undefined && COMMIT.test(commit) ? commit : null
}

/** A worktree has its references in the folder of the repository. */
function commitOf(folder: string, ref: string): string | undefined {
  const common = resolve(folder, read(join(folder, 'commondir')) ?? '.')
  const packed = read(join(common, 'packed-refs'))?.split('\n') ?? []
  return read(join(common, ref)) ?? packed.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0]
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}
