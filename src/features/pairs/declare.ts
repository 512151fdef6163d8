import { checkCommands, checkWord } from '../../cli/check-commands.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { text, type ValuesOf } from '../../cli/option.ts'
import { readText } from '../../cli/read-input.ts'
import { UsageError } from '../../cli/usage-error.ts'
import type { Declaration } from '../declaration.ts'

type Pair = { a: Person; b: Person }
type Person = string | { platform_id: string }

/** `id:123` is the platform's id. */
const personOf = (text: string): Person => {
  const id = /^id:(\d+)$/.exec(text)?.[1]
  return id === undefined ? text : { platform_id: id }
}

/**
 * A pair a line, split at spaces, commas, semicolons or tabs, with or without quotation marks;
 * lines of `#` are ignored.
 */
const pairsOf = (text: string): Pair[] =>
  text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || line.trim().startsWith('#')) return []
    const [a, b, ...more] = line.split(/[\s,;"]+/).filter((part) => part !== '')
    if (a === undefined || b === undefined || more.length > 0)
      throw new UsageError(`line ${index + 1}: expected two names, as in 'natgeo nasa'`)
    return [{ a: personOf(a), b: personOf(b) }]
  })

const FILE = {
  file: text('FILE', "pairs from a text file, one a line; '-' is standard input"),
}

type Typed = { readonly words: readonly string[]; readonly options: ValuesOf<typeof FILE> }

async function requestedPairs({ words, options: { file } }: Typed): Promise<Pair[]> {
  if (file !== undefined && words.length > 0)
    throw new UsageError('give either two names or --file, not both')
  const pairs = pairsOf(file === undefined ? words.join(' ') : await readText(file))
  if (pairs.length === 0)
    throw new UsageError('give two names, or a file of pairs with --file, one pair a line')
  return pairs
}

const KIND = {
  name: 'relations pairs',
  operations: {
    list: 'listPairChecks',
    get: 'getPairCheck',
    confirm: 'confirmPairCheck',
    cancel: 'cancelPairCheck',
  },
  noun: 'checks of pairs',
  columns: ['id', 'status', 'pairs', 'progress.answered', 'progress.questions', 'created_at'],
} as const
const person = (name: string) =>
  ({
    name,
    about: 'a username, address, blog id or id:PLATFORM_ID',
    field: 'pairs',
    optional: true,
  }) as const

export const pairsDeclaration = {
  name: 'pairs',
  commands: [
    operationCommand('createPairCheck', {
      name: 'relations pairs check',
      summary: 'find out whether two follow each other, or many pairs of a file',
      ownWords: [person('A'), person('B')],
      options: { confirm: { about: 'go ahead although it takes many requests', isSwitch: true } },
      own: FILE,
      values: async (input) => ({ pairs: await requestedPairs(input) }),
    }),
    ...checkCommands(KIND),
    operationCommand('listPairResults', {
      name: 'relations pairs results',
      summary: 'who follows whom in each pair: yes, no or unknown, and how that is known',
      words: { id: checkWord(KIND) },
      view: {
        columns: ['a.username', 'b.username', 'a_follows_b.answer', 'b_follows_a.answer'],
      },
    }),
  ],
} as const satisfies Declaration
