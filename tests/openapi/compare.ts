// Compares the API of the sources with one that was stored before a change:
//   node tests/openapi/compare.ts --write BEFORE.json    stores it
//   node tests/openapi/compare.ts BEFORE.json [--sentences]
// Paths, parameters, schemas, statuses and scopes have to be equal but for what renames.ts lists; summaries and
// descriptions may differ.
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { differencesBetween } from './differences.ts'
import { becameReferences, isAdded, isWidened, renamed } from './renamed.ts'
import { ADDED, NEW_SCHEMAS, RENAMED_VALUES, RENAMES, WIDENED } from './renames.ts'
import { describeWholeApi } from './whole-app.ts'

const words = process.argv.slice(2)
const [file] = words.filter((word) => !word.startsWith('--'))
if (file === undefined) {
  console.error('expected the file of a stored document')
  process.exit(2)
}
const now = z.json().parse(JSON.parse(JSON.stringify(describeWholeApi())))
if (words.includes('--write')) {
  await writeFile(file, JSON.stringify(now))
} else {
  const before = z.json().parse(JSON.parse(await readFile(file, 'utf8')))
  const found = differencesBetween(renamed(before, RENAMES, RENAMED_VALUES), renamed(now, []))
  const isNew = new Set(NEW_SCHEMAS.map((name) => `/components/schemas/${name}`))
  const isReference = becameReferences(found.structure)
  const structure = found.structure.filter(
    (each) =>
      !isWidened(each, WIDENED) &&
      !isAdded(each, ADDED) &&
      !isReference(each) &&
      !isNew.has(each.split('\n')[0] ?? ''),
  )
  const { sentences } = found
  for (const each of words.includes('--sentences') ? [...structure, ...sentences] : structure)
    console.log(each)
  console.log(`${structure.length} differences, ${sentences.length} sentences`)
  if (structure.length > 0) process.exitCode = 1
}
