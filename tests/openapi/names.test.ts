import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))

/** The same schema, named where it is used. */
const ONE_SCHEMA = new Set(['AIInsights'])

test('no two schemas of the API have one name: the document would have the last of them for both', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  const names = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(SRC, file), 'utf8').matchAll(/\.openapi\('(\w+)'/g)])
    .map(([, name = '']) => name)
  const twice = names.filter((name, at) => names.indexOf(name) !== at && !ONE_SCHEMA.has(name))
  expect(names.length).toBeGreaterThan(100)
  expect(twice).toEqual([])
})
