import { importsOf, isRelative, resolveImport } from './imports.ts'
import { readSources, type Source } from './sources.ts'

/** The halves of the labelled posts and captions that are kept from whoever writes the prompt and the rules. */
const HELD_OUT = ['tools/evaluate/posts/held-out', 'tools/evaluate/prices/held-out']
/** Who may use it: the evaluation and its tests. */
const MAY_USE = ['tools/evaluate/', 'tests/tools/evaluate/']
/** Names it to refuse it. */
const REFUSES = ['tests/architecture/held-out.ts', 'tests/architecture.test.ts']
const FOLDERS = ['src', 'sim', 'bench', 'tools', 'tests'] as const

/** Every use of the held-out half outside the evaluation, also through another file, one sentence each. */
export function heldOutProblems(root: string): string[] {
  const sources = FOLDERS.flatMap((folder) => readSources(root, folder))
  const using = usersOf(root, sources)
  if (using.size === 0) throw new Error(`nothing uses ${HELD_OUT.join(' or ')}`)
  return sources
    .filter(({ path }) => !MAY_USE.some((folder) => path.startsWith(folder)))
    .flatMap((source) => [
      ...(using.has(source.path) ? [`${source.path} uses the held-out half`] : []),
      ...(names(source) ? [`${source.path} names the folder of the held-out half`] : []),
    ])
}

/** The files that import it, however many files lie between. */
function usersOf(root: string, sources: readonly Source[]): Set<string> {
  const importers = new Map<string, string[]>()
  for (const source of sources)
    for (const { specifier, typesOnly } of importsOf(source)) {
      if (typesOnly || specifier === undefined || !isRelative(specifier)) continue
      const target = resolveImport(root, source.path, specifier)
      if (target !== undefined)
        importers.set(target, [...(importers.get(target) ?? []), source.path])
    }
  const using = new Set<string>()
  const open = [...importers.keys()].filter((path) =>
    HELD_OUT.some((folder) => path.startsWith(`${folder}/`)),
  )
  for (let path = open.pop(); path !== undefined; path = open.pop())
    for (const importer of importers.get(path) ?? [])
      if (!using.has(importer)) {
        using.add(importer)
        open.push(importer)
      }
  return using
}

const names = ({ path, text }: Source): boolean =>
  !REFUSES.includes(path) && /(?:posts|prices)\/held-out|held-out-(?:posts|captions)/.test(text)
