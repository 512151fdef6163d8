import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ConsolePage } from '../../src/console/page.ts'
import { inOrder, pages } from '../../src/console/pages/index.ts'
import { importsOf, resolveImport } from './imports.ts'
import { unitOf } from './layers.ts'
import { readSources } from './sources.ts'

const PROJECT = join(import.meta.dirname, '..', '..')

/** The lists of all features, and what each of them takes from the folder of a feature. */
const LISTS: Readonly<Record<string, string>> = {
  'src/features/declarations.ts': 'declare.ts',
  'src/features/index.ts': 'feature.ts',
  'src/features/operations.ts': 'operations/index.ts',
}
/** The evaluation asks a model with the settings of analyses. */
const OTHERS: readonly string[] = ['src/config.ts src/features/analyze/declare.ts']

/** Reading every source takes seconds, and longer while other tests load the machine. */
test(
  'outside of its folder a feature is named in three lists, once in each',
  { timeout: 120_000 },
  () => {
    const named = readSources(PROJECT, 'src').flatMap((source) =>
      importsOf(source).flatMap(({ specifier }) => {
        const target = specifier && resolveImport(PROJECT, source.path, specifier)
        if (!target || !/^src\/features\/[^/]+\//.test(target)) return []
        return unitOf(source.path) === undefined || !source.path.startsWith('src/features/')
          ? [`${source.path} ${target}`]
          : []
      }),
    )
    const listed = Object.entries(LISTS).flatMap(([list, part]) =>
      readdirSync(join(PROJECT, 'src/features'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${list} src/features/${name}/${part}`)
        // A folder with what two features share declares nothing and does nothing by itself.
        .filter((line) => !line.includes('/checks/')),
    )
    expect(named.toSorted()).toEqual([...listed, ...OTHERS].toSorted())
  },
)

test('a page of a further feature needs no place in the order of pages', () => {
  const toy = { path: '/toys' } as object as ConsolePage
  expect(inOrder([toy, ...pages]).map(({ path }) => path)).toEqual([
    '/overview',
    '/settings',
    '/toys',
  ])
})
