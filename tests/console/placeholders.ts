import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Visitor, type ESTree } from 'vite'
import { z } from 'zod'
import { calleeName, literalText } from '../architecture/literal-text.ts'
import { lineAt, listFiles, readSources, type Source } from '../architecture/sources.ts'

const Catalogue = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]))
export type Catalogue = z.output<typeof Catalogue>

/** The names in braces of a text and its plural forms, sorted. */
export function placeholdersOf(message: Catalogue[string] | undefined): string[] {
  const texts = typeof message === 'string' ? [message] : Object.values(message ?? {})
  const names = texts.flatMap((text) => [...text.matchAll(/\{([\w.]+)\}/g)].map(([, name]) => name))
  return [...new Set(names.map(String))].toSorted()
}

/** Reads a catalogue, as a path relative to the root. */
export const readCatalogue = (root: string, path: string): Catalogue =>
  Catalogue.parse(JSON.parse(readFileSync(join(root, path), 'utf8')))

/** A call of `t`: the key with `*` for each part that is computed, and the names of its values. */
type Call = { at: string; key: string; values: readonly string[] }

/**
 * Finds the calls of `t` whose values do not fit the placeholders of any text that they may mean: in
 * the catalogues of their own feature and in the shared ones of the console.
 */
export function findUnfit(root: string): string[] {
  const paths = listFiles(root, 'src').filter((path) => /\/texts\/.*\ben\.json$/.test(path))
  const catalogues = paths.map((path) => ({ home: homeOf(path), texts: readCatalogue(root, path) }))
  const folders = globSync('src/{console,features/*/pages}', { cwd: root })
  return folders
    .flatMap((folder) => readSources(root, folder))
    .flatMap((source) => {
      const texts = catalogues
        .filter(({ home }) => home === homeOf(source.path) || home === 'src/console')
        .map((catalogue) => catalogue.texts)
      return callsIn(source)
        .filter((call) => !fits(call, texts))
        .map(({ at, key }) => `${at} ${key}`)
    })
}

/** The folder of a feature, or of a part of gramd. */
const homeOf = (path: string): string =>
  path.startsWith('src/features/')
    ? path.split('/').slice(0, 3).join('/')
    : dirname(path).split('/').slice(0, 2).join('/')

/** Checks a call against each catalogue that has its key; true when none has it: the compiler knows. */
export function fits(
  { key, values }: Pick<Call, 'key' | 'values'>,
  catalogues: readonly Catalogue[],
): boolean {
  const verdicts = catalogues.flatMap((texts) => {
    const needed = keysOf(key, texts).map((name) => placeholdersOf(texts[name]))
    if (needed.length === 0) return []
    const all = [...needed.flat(), 'n']
    return [
      needed.flat().every((name) => values.includes(name)) &&
        values.every((name) => all.includes(name)),
    ]
  })
  return verdicts.length === 0 || verdicts.includes(true)
}

/** The keys that a key with stars may mean, with the name of the catalogue before it or without. */
function keysOf(key: string, texts: Catalogue): string[] {
  const names = [key, key.replace(/^\w+\./, '')]
  if (!key.includes('*')) return names.filter((name) => Object.hasOwn(texts, name)).slice(0, 1)
  for (const name of names) {
    const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.+')}$`)
    const found = Object.keys(texts).filter((each) => pattern.test(each))
    if (found.length > 0) return found
  }
  return []
}

function callsIn(source: Source): Call[] {
  const calls: Call[] = []
  /** Texts in which `withTime` puts a time. */
  const timed = new Set<number>()
  new Visitor({
    CallExpression: (node) => {
      const [first, second] = node.arguments
      if (calleeName(node.callee) === 'withTime') timed.add(first?.start ?? node.start)
      if (calleeName(node.callee) !== 't') return
      const [key, values] = [keyIn(first), valuesIn(second)]
      if (key === undefined || values === undefined) return
      const at = `${source.path}:${lineAt(source, node.start)}`
      calls.push({ at, key, values: timed.has(node.start) ? [...values, 'time'] : values })
    },
  }).visit(source.program)
  return calls
}

/** A literal key, or a template with a star for each expression; undefined of anything else. */
function keyIn(node: ESTree.Node | undefined): string | undefined {
  const text = literalText(node)
  if (text !== undefined || node?.type !== 'TemplateLiteral') return text
  const parts = node.quasis.map(({ value }) => value.cooked ?? '')
  return parts.join('').length > 0 ? parts.join('*') : undefined
}

/** The names of an object literal; undefined when it has others than names. */
function valuesIn(node: ESTree.Node | undefined): string[] | undefined {
  if (node === undefined) return []
  if (node.type !== 'ObjectExpression') return undefined
  const names = node.properties.map((property) =>
    property.type === 'Property' && property.key.type === 'Identifier' && !property.computed
      ? property.key.name
      : undefined,
  )
  return names.every((name) => name !== undefined) ? names : undefined
}
