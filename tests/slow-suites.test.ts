import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SLOW_SUITES, slowSuitesOf, suitesTable } from './fixtures/slow-suites.ts'

const ROOT = new URL('../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')

/** What `npm test` and `npm run test:changed` are themselves, and a stand-in that people start. */
const NO_SUITES = ['test:unit', 'test:changed', 'sim:network']

test('CONTRIBUTING.md has the table of what a change needs', () => {
  expect(read('CONTRIBUTING.md')).toContain(suitesTable())
})

test('every slow suite has its folders, and its line in CONTRIBUTING.md', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const slow = Object.entries(scripts).flatMap(([name, command]) =>
    /^(?:test|bench):/.test(name) || /sim\/(?!demo)[a-z-]+\/main\.ts/.test(command) ? [name] : [],
  )
  expect(slow.filter((name) => !NO_SUITES.includes(name)).toSorted()).toEqual(
    Object.keys(SLOW_SUITES).toSorted(),
  )
  const text = read('CONTRIBUTING.md')
  const lines = Object.keys(SLOW_SUITES).filter((name) => !text.includes(`- \`npm run ${name}\`:`))
  expect(lines).toEqual([])
})

test('each of their folders is there', () => {
  const gone = Object.values(SLOW_SUITES)
    .flat()
    .filter((folder) => globSync(`${folder}*`, { cwd: ROOT.pathname }).length === 0)
  expect(gone).toEqual([])
})

test.for([
  ['src/queue/claim.ts', ['test:slow', 'test:model', 'test:plans']],
  ['src/features/lists/pages/index.ts', ['test:plans', 'test:browser', 'bench:console']],
  ['src/db/backup-write.ts', ['test:slow', 'test:crash', 'test:backup', 'test:network']],
  ['README.md', []],
] as const)('a change of %s needs its suites', ([path, suites]) => {
  const found = slowSuitesOf([path])
  expect(found).toEqual(expect.arrayContaining([...suites]))
  if (suites.length === 0) expect(found).toEqual([])
})
