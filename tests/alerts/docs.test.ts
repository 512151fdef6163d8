import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alertKindsOf, declarations, withCore } from '../../src/features/declarations.ts'
import { readSources } from '../architecture/sources.ts'

const ROOT = join(import.meta.dirname, '../..')

/** `a`, `b` → a, b. */
const codesIn = (cell: string): string[] =>
  [...cell.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code ?? '')

test('docs/notifications.md has every kind with its severity, and causes that gramd really tells', async () => {
  const page = await readFile(join(ROOT, 'docs/notifications.md'), 'utf8')
  const rows = [...page.matchAll(/^\| (`[a-z_`, ]+) \| ([a-z, ]+) \| .* \| (.*) \|$/gm)]
  const documented = rows.flatMap(([, kinds = '', severities = '']) =>
    codesIn(kinds).map((kind, at) => [kind, severities.split(', ')[at] ?? severities]),
  )
  const declared = alertKindsOf(withCore(declarations)).map(({ kind, severity }) => [
    kind,
    severity,
  ])
  expect(new Map(documented.map(([kind, severity]) => [kind, severity]))).toEqual(
    new Map(declared.map(([kind, severity]) => [kind, severity])),
  )

  const code = readSources(ROOT, 'src')
    .map(({ text }) => text)
    .join('\n')
  const [, example = ''] = /"cause": "([a-z_]+)"/.exec(page) ?? []
  for (const cause of [example, ...rows.flatMap(([, , , causes = '']) => codesIn(causes))])
    expect(code, cause).toContain(`'${cause}'`)
})
