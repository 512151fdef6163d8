import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findCommand } from '../../src/cli/find-command.ts'
import { OWN_COMMANDS } from '../../src/cli/own-commands.ts'
import { COMMANDS } from '../../src/config.ts'
import { alertKindsOf, declarations, withCore } from '../../src/features/declarations.ts'
import { WRONG_ENDS } from '../../src/connections/errors.ts'
import { GRAPH_ERROR_KINDS } from '../../src/platforms/graph-error.ts'
import { TRANSLATION_FAULTS } from '../../src/platforms/ports/translation/translation-error.ts'
import { readSources } from '../architecture/sources.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const readPage = (name: string): string => readFileSync(`${ROOT}docs/${name}.md`, 'utf8')
const page = readPage('troubleshooting')

/** The first cells of the tables under a heading, down to the next of the same rank. */
function listedUnder(heading: string): string[] {
  const [rank = ''] = heading.split(' ')
  const [, after = ''] = `\n${page}`.split(`\n${heading}\n`)
  const [section = ''] = after.split(new RegExp(`^#{1,${rank.length}} `, 'm'))
  return [...section.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name = '']) => name)
}

const sources = readSources(ROOT, 'src')
const quoted = (text: string): string[] =>
  [...text.matchAll(/'([a-z][a-z_]+)'/g)].map(([, name = '']) => name)

/** The code of every error class, and those of answers that are made without one. */
function problemCodes(): string[] {
  const found = sources.flatMap(({ path, text }) => [
    ...[...text.matchAll(/^  (?:abstract )?(?:override )?readonly code\b.*$/gm)].flatMap(([line]) =>
      quoted(line.replace(/\(typeof .*/, '')),
    ),
    ...[...text.matchAll(/^(?:export )?type RefusalCode =(?: .*|(?:\n  \| .*)+)$/gm)].flatMap(
      ([lines]) => quoted(lines),
    ),
    ...(/^src\/http\/(app|file-answer|server)\.ts$/.test(path) ? codesOfAnswers(text) : []),
  ])
  return [
    ...new Set([
      ...found,
      ...Object.keys(WRONG_ENDS),
      ...GRAPH_ERROR_KINDS.map((kind) => `meta_${kind}`),
      ...TRANSLATION_FAULTS.map((fault) => `translation_${fault}`),
    ]),
  ]
}

/** `code: '…'` in the app and of files, but not of a field; `[400, '…', 'detail']` in the server. */
const codesOfAnswers = (text: string): string[] => [
  ...[...text.matchAll(/^(?!.*\bfield\b).*\b(code(?:: | = ).*)$/gm)].flatMap(([, code = '']) =>
    quoted(code),
  ),
  ...[...text.matchAll(/\[\s*4\d\d,\s*'([a-z_]+)'/g)].map(([, code = '']) => code),
]

describe('docs/troubleshooting.md', () => {
  test('has every kind of alert, and no other', () => {
    const declared = alertKindsOf(withCore(declarations)).map(({ kind }) => kind)
    expect(listedUnder('## Alerts').toSorted()).toEqual(declared.toSorted())
  })

  test('has every code of a problem once, and no other', () => {
    const stored = [
      ...listedUnder('### Of tasks alone'),
      ...listedUnder('### Of events of webhooks alone'),
      ...listedUnder('### Of publications alone'),
    ]
    const listed = listedUnder('## Codes').filter((code) => !stored.includes(code))
    expect(listed.toSorted()).toEqual(problemCodes().toSorted())
    const code = sources.map(({ text }) => text).join('\n')
    for (const each of stored) expect(code).toContain(`'${each}'`)
  })

  test('finds the codes of both kinds of answers', () => {
    expect(problemCodes()).toEqual(
      expect.arrayContaining([
        'no_such_route',
        'headers_too_large',
        'openai_quota_spent',
        'conflict',
      ]),
    )
  })
})

test.each(['troubleshooting', 'monitoring', 'install', 'upgrade'])(
  'docs/%s.md names only commands that there are',
  (name) => {
    const called = [...readPage(name).matchAll(/(?:bin\/|`)gramd ([a-z][a-z -]*[a-z])/g)].map(
      ([, words = '']) => words.split(' '),
    )
    expect(called.length).toBeGreaterThan(2)
    for (const words of called)
      expect(
        findCommand<{ name: string }>([...OWN_COMMANDS, ...COMMANDS], words),
        words.join(' '),
      ).toBeDefined()
  },
)
