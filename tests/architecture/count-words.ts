import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from './sources.ts'
import {
  avoidedInComments,
  avoidedNames,
  avoidedWords,
  longLines,
  longSqlLines,
  readSource,
  sqlComments,
  type Found,
} from './words.ts'

const FOLDERS = ['src', 'migrations', 'sql', 'bench', 'sim', 'tools', 'docs']
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']
/** Made by a program. */
const GENERATED = new Set(['src/db/schema.ts', 'sql/schema.sql'])

type Check = 'names' | 'comments' | 'lines'
export type Place = { check: Check; at: string }

/** Returns all places with a word to avoid or a line that is too long. */
export function findPlaces(root: string): Place[] {
  const files = [...FOLDERS.flatMap((folder) => listFiles(root, folder)), ...PAGES]
  return files
    .filter((path) => !GENERATED.has(path))
    .flatMap((path) => placesIn(path, readFileSync(join(root, path), 'utf8')))
}

export function placesIn(path: string, text: string): Place[] {
  const placed = (check: Check, found: readonly Found[]): Place[] =>
    found.map(({ line, word }) => ({
      check,
      at: `${path}:${line} ${word}`,
    }))
  if (/\.[jt]s$/.test(path)) {
    const source = readSource(text)
    return [
      ...placed('names', avoidedNames(source.code)),
      ...placed('comments', avoidedInComments(source.comments)),
      ...placed('lines', longLines(text, source)),
    ]
  }
  if (path.endsWith('.sql'))
    return [
      ...placed('comments', avoidedWords(sqlComments(text))),
      ...placed('lines', longSqlLines(text)),
    ]
  return path.endsWith('.md') ? placed('comments', avoidedWords(text)) : []
}
