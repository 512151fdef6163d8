import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/config.ts'
import { findCommand } from '../../src/cli/find-command.ts'
import { OWN_COMMANDS } from '../../src/cli/own-commands.ts'
import { parseWords } from '../../src/cli/parse-words.ts'

const README = ['README.md', 'docs/tour.md']
  .map((page) => readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8'))
  .join('\n')
/** The words of each line that begins with `bin/gramd`, without quotes and comments. */
const lines = [...README.matchAll(/^bin\/gramd (.*?)(?:\s+#.*)?$/gm)].map(([, words = '']) =>
  [...words.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
)

test('the README and the tour name enough commands to be a test of them', () => {
  expect(lines.length).toBeGreaterThan(20)
})

test.for(lines)('bin/gramd %s', (...[words]) => {
  const command = findCommand(COMMANDS, words)
  if (!command) {
    const own = OWN_COMMANDS.map(({ name }) => name)
    expect(own).toContain(words.slice(0, 2).join(' ').trim())
    return
  }
  const given = words.slice(command.name.split(' ').length)
  expect(() => parseWords(command, given, new Date('2026-03-02T09:00:00Z'))).not.toThrow()
})
