import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { parseSync, type ESTree } from 'vite'

/** A parsed source file; `path` is relative to the project's root and written with slashes. */
export type Source = { path: string; text: string; program: ESTree.Program; comments: string[] }

const MODULE = /\.[cm]?[jt]sx?$/

/** Every file below a folder of the project but those of packages, as paths relative to the root. */
export function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('/node_modules/'))
    .sort()
}

/** Parses every module below a folder. A folder without any is an error: a check of nothing proves nothing. */
export function readSources(root: string, folder: string): Source[] {
  const paths = listFiles(root, folder).filter((path) => MODULE.test(path))
  if (paths.length === 0) throw new Error(`no source file in ${folder}/`)
  return paths.map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')))
}

/** Several checks read the same files. */
const parsed = new Map<string, Source>()

function parseSource(path: string, text: string): Source {
  const known = parsed.get(path)
  if (known?.text === text) return known
  const { program, comments, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`)
  const source = { path, text, program, comments: comments.map((comment) => comment.value) }
  parsed.set(path, source)
  return source
}

/** The line of an offset, counted from 1. */
export function lineAt(source: Source, offset: number): number {
  return source.text.slice(0, offset).split('\n').length
}
