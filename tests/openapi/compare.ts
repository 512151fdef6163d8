// Compares the API of the sources with one that was stored before a change:
//   node tests/openapi/compare.ts --write BEFORE.json    stores it
//   node tests/openapi/compare.ts BEFORE.json [--sentences]
// Paths, parameters, schemas, statuses and scopes have to be equal; summaries and descriptions may differ.
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { differencesBetween } from './differences.ts'
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
  const { structure, sentences } = differencesBetween(before, now)
  for (const each of words.includes('--sentences') ? [...structure, ...sentences] : structure)
    console.log(each)
  console.log(`${structure.length} differences, ${sentences.length} sentences`)
  if (structure.length > 0) process.exitCode = 1
}
