import { query, UsageError, word, type ApiCommand, type Input } from './api-command.ts'
import { readText } from './read-text.ts'

type Pair = { a: Person; b: Person }
type Person = string | { platform_id: string }

/** `id:123` is the platform's id. */
const personOf = (text: string): Person => {
  const id = /^id:(\d+)$/.exec(text)?.[1]
  return id === undefined ? text : { platform_id: id }
}

/** A pair a line, two names with a space, comma, semicolon or tab between them; lines of `#` are left out. */
function pairsOf(text: string): Pair[] {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }))
  return lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, number }) => {
      const [a, b, ...more] = line.split(/[\s,;]+/).filter((part) => part !== '')
      if (a === undefined || b === undefined || more.length > 0)
        throw new UsageError(`line ${number}: expected two names, as in 'natgeo nasa'`)
      return { a: personOf(a), b: personOf(b) }
    })
}

async function askedPairs({ words, options }: Input): Promise<Pair[]> {
  const file = options['file']
  if (file !== undefined && words.length > 0)
    throw new UsageError('give either two names or --file, not both')
  const pairs = pairsOf(file === undefined ? words.join(' ') : await readText(file))
  if (pairs.length === 0)
    throw new UsageError('give two names, or a file of pairs with --file, one pair a line')
  return pairs
}

const pairsPath = (input: Input): string => `/api/relations/pairs/${word(input, 0)}`

export const RELATION_PAIR_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'relations pairs check',
    usage: '[A B] [--file F] [--confirm]',
    summary:
      "find out whether two follow each other, by username, address, blog id or id:PLATFORM_ID, or many pairs of a file, one a line ('-' is standard input)",
    needs: 0,
    hasMore: true,
    run: async (api, input) =>
      await api.send('POST', '/api/relations/pairs', {
        pairs: await askedPairs(input),
        confirm: input.flags.has('confirm') || undefined,
      }),
  },
  {
    name: 'relations pairs list',
    usage: '[--status S] [--limit N] [--cursor C]',
    summary: 'checks of pairs, newest first',
    needs: 0,
    run: async (api, { options: { status, limit, cursor } }) =>
      await api.send('GET', query('/api/relations/pairs', { status, limit, cursor })),
  },
  {
    name: 'relations pairs show',
    usage: 'ID',
    summary: 'how far a check of pairs is',
    needs: 1,
    run: async (api, input) => await api.send('GET', pairsPath(input)),
  },
  {
    name: 'relations pairs results',
    usage: 'ID [--limit N] [--cursor C]',
    summary: 'who follows whom in each pair: yes, no or unknown, and how that is known',
    needs: 1,
    run: async (api, input) => {
      const { limit, cursor } = input.options
      return await api.send('GET', query(`${pairsPath(input)}/results`, { limit, cursor }))
    },
  },
  {
    name: 'relations pairs confirm',
    usage: 'ID',
    summary: 'let a check of pairs go on that waits because of what it will take',
    needs: 1,
    run: async (api, input) => await api.send('POST', `${pairsPath(input)}/confirm`),
  },
  {
    name: 'relations pairs cancel',
    usage: 'ID',
    summary: 'end a check of pairs; its answers stay',
    needs: 1,
    run: async (api, input) => await api.send('POST', `${pairsPath(input)}/cancel`),
  },
]
