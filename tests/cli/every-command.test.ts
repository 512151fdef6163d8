import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import stringWidth from 'string-width'
import { afterAll, expect, test } from 'vitest'
import type { ApiClient } from '../../src/cli/api-client.ts'
import { Streamed, type Command } from '../../src/cli/command.ts'
import type { Argument } from '../../src/cli/option.ts'
import { parseWords } from '../../src/cli/parse-words.ts'
import { printAnswer } from '../../src/cli/show/answer.ts'
import { COMMANDS } from '../../src/config.ts'
import { declaredBy } from '../http/declared.ts'
import { describeWholeApi } from '../openapi/whole-app.ts'
import { sampleOf, type Extent } from './sample.ts'

const document = describeWholeApi()
const { operationAt } = declaredBy(document)

const folder = mkdtempSync(join(tmpdir(), 'gramd-commands-'))
afterAll(() => rmSync(folder, { recursive: true }))
const FILE = join(folder, 'file.txt')
writeFileSync(FILE, 'username\nasel.kz\n')

const ID = '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44'

/** An API whose every answer has one of everything that the document declares. */
const apiOf = (extent: Extent): ApiClient => ({
  send: async (method, path) => {
    const [plain = ''] = path.split('?')
    const operation = operationAt(method, plain)
    if (!operation) throw new Error(`${method} ${plain} is not declared`)
    return await Promise.resolve(sampleOf(document, operation.node, extent))
  },
  download: async () => await Promise.resolve(Readable.from(['username\nasel.kz\n'])),
})

/** What commands need besides words. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  'blogs export': ['--output', join(folder, 'blogs.csv')],
  'campaigns export': ['--output', join(folder, 'campaign.csv')],
  'lists export': ['--output', join(folder, 'list.csv')],
  'relations export': ['--output', join(folder, 'members.csv')],
  'reels export': ['--output', join(folder, 'reels.csv')],
  'products export': ['--output', join(folder, 'products.csv')],
  'outgoing create': [
    '--rows',
    'members',
    '--name',
    'Sheet',
    '--url',
    'https://hooks.example/rows',
    '--template',
    '{"a": "{{username}}"}',
  ],
  'topics map': ['--ignore'],
  'groups add': ['--accounts', ID],
  'groups take': ['--accounts', ID],
  'posts schedule': ['--clear'],
  'posts wish': ['--clear'],
  translate: ['--to', 'kk'],
  'glossary set': ['--from', 'ru', '--to', 'kk'],
  'blogs analyze': ['--now'],
}

/** Words that are optional by their declaration, and yet needed without certain options. */
const MORE_WORDS: Readonly<Record<string, readonly string[]>> = {
  scrape: ['asel.kz'],
  discover: ['astana'],
  'erasures add': ['asel.kz'],
  'erasures lift': ['asel.kz'],
  'lists move': ['asel.kz'],
  'lists add': ['asel.kz'],
  'lists remove': ['asel.kz'],
  'relations check': ['asel.kz'],
  'relations pairs check': ['asel.kz', 'mama.almaty'],
  'accounts update': [ID],
  'glossary set': ['платье'],
}

/** Commands for which an answer is not enough: they follow a stream, or need a refusal first. Their own tests run them. */
const OTHERWISE: ReadonlySet<string> = new Set(['relations watch', 'blogs erase'])

/** What a word may be; the first that its command reads is taken. */
const SOME_WORDS = [ID, '7', 'on', 'retry', 'keep', 'agreed', 'price', 'comparison']

function wordOf({ name, read }: Argument): string {
  if (name.includes('FILE')) return FILE
  const found = SOME_WORDS.find((word) => {
    try {
      return read?.(word) !== null
    } catch {
      return false
    }
  })
  if (found === undefined) throw new Error(`no word for ${name}`)
  return found
}

/** Secrets are read from standard input, one a line. */
async function withSecrets<Value>(run: () => Promise<Value>): Promise<Value> {
  const own = Object.getOwnPropertyDescriptor(process, 'stdin')
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    value: Readable.from(['secret\n'.repeat(5)]),
  })
  try {
    return await run()
  } finally {
    if (own) Object.defineProperty(process, 'stdin', own)
  }
}

/** What a person sees of a command. */
async function shownBy(
  command: Command,
  { columns = 100, ...extent }: Extent & { columns?: number } = { isLong: false },
): Promise<string> {
  const needed = (command.words ?? []).filter(({ optional }) => optional !== true).map(wordOf)
  const words = [...needed, ...(MORE_WORDS[command.name] ?? [])]
  const now = new Date('2026-11-21T12:00:00Z')
  const { input } = parseWords(command, [...(OPTIONS[command.name] ?? []), '--', ...words], now)
  const lines: string[] = []
  const terminal = {
    out: (line: string) => void lines.push(line),
    err: (line: string) => void lines.push(line),
    people: { columns, hasColours: false, timeZone: 'UTC' },
  }
  const answered = await withSecrets(
    async () => await command.run(apiOf(extent), input, { now, report: () => undefined }),
  )
  const answer = answered instanceof Streamed ? answered.end : answered
  const sentence = command.view?.says?.(answer, input)
  printAnswer(answer, { terminal, isJson: false, now, view: command.view, sentence })
  return lines.join('\n')
}

test.for(
  COMMANDS.filter(({ name }) => !OTHERWISE.has(name)).map((each) => [each.name, each] as const),
)('gramd %s says something on a terminal', async ([, command]) => {
  const shown = await shownBy(command)
  expect(shown.trim()).not.toBe('')
  expect(shown).not.toMatch(/undefined|\[object|NaN/)
})

const TABLES = COMMANDS.filter(({ view }) => view?.columns !== undefined)

test.for(TABLES.map((each) => [each.name, each] as const))(
  'the table of gramd %s fits 80 columns, with its ids whole',
  async ([, command]) => {
    const shown = await shownBy(command, { columns: 80, isLong: true })
    const [table = ''] = shown.split('\n\n')
    const wide = table.split('\n').filter((line) => stringWidth(line) > 80)
    expect(wide).toEqual([])
    const [heading = '', row = ''] = shown.split('\n')
    const ids = (command.view?.columns ?? []).filter((name) => /(^|[._])id$|[a-z]Id$/.test(name))
    expect(heading.match(/\bid\b/g)?.length ?? 0).toBe(ids.length)
    const known = row.match(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\d[\d,]{5,}/g) ?? []
    expect(known.length).toBeGreaterThanOrEqual(ids.length)
  },
)

/** Where the help of an argument or option sends people for what they may give. */
const SENT_TO = COMMANDS.flatMap((command) =>
  [...(command.words ?? []), ...Object.values(command.options ?? {})].flatMap(({ about }) => {
    const [, name] = /\bsee gramd ([a-z][a-z -]*[a-z])/.exec(about) ?? []
    return name === undefined ? [] : [[command.name, name] as const]
  }),
)

test.for(SENT_TO)('the help of gramd %s sends to a command that is there: %s', ([, name]) => {
  expect(COMMANDS.map((each) => each.name)).toContain(name)
})

test('what is done with a post says what it did', async () => {
  const said = async (name: string): Promise<string> => {
    const command = COMMANDS.find((each) => each.name === name)
    if (!command) throw new Error(`no command ${name}`)
    return await shownBy(command)
  }
  expect(await said('posts cancel')).toMatch(
    /^Cancelled the post and 3 publications that had not begun\.\n[\s\S]*status +\w/,
  )
  expect(await said('posts retry')).toMatch(/^Trying 3 publications again\./)
  expect(await said('posts translate')).toMatch(/^Translating its caption in task 3\./)
  expect(await said('stats accounts')).toMatch(/success rate/)
})
