import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findCommand } from '../../src/cli/find-command.ts'
import { OWN_COMMANDS } from '../../src/cli/own-commands.ts'
import { parseWords } from '../../src/cli/parse-words.ts'
import { COMMANDS } from '../../src/config.ts'
import { gramdWords, PAGES, readProject, shellLines } from './blocks.ts'

const lines = PAGES.flatMap(shellLines)
const isThere = (path: string): boolean =>
  existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)))

test('pages have blocks, and some of them run', () => {
  expect(lines.length).toBeGreaterThan(40)
  expect(lines.filter(({ isRunnable }) => isRunnable).length).toBeGreaterThan(15)
})

describe('a line for a shell', () => {
  const called = lines.flatMap(({ page, text }) => {
    const words = gramdWords(text)
    return words ? [[page, text, words] as const] : []
  })

  test.for(called)('%s: %s has a command and options that there are', ([, , words]) => {
    const command = findCommand(OWN_COMMANDS, words) ?? findCommand(COMMANDS, words)
    expect(command).toBeDefined()
    if (command)
      expect(() =>
        parseWords(command, words.slice(command.name.split(' ').length), new Date()),
      ).not.toThrow()
  })

  test.for(lines.filter(({ text }) => /(?:^|\s)(?:ops\/|\.env\.example|bin\/)/.test(text)))(
    '$page: $text names files that there are',
    ({ text }) => {
      for (const [path] of text.matchAll(/(?<=^|\s)(?:ops\/[\w.-]+|\.env\.example|bin\/gramd)/g))
        expect([path, isThere(path)]).toEqual([path, true])
    },
  )
})

describe('ops/gramd.service', () => {
  const unit = readProject('ops/gramd.service')
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1]

  test('starts the launcher of the folder in which it works, and not again what is misconfigured', () => {
    const folder = value('WorkingDirectory') ?? ''
    const [program = '', ...words] = (value('ExecStart') ?? '').split(' ')
    expect(words).toEqual(['start'])
    expect(isThere(program.replace(`${folder}/`, ''))).toBe(true)
    expect([value('Restart'), value('RestartPreventExitStatus')]).toEqual(['on-failure', '78'])
  })
})
