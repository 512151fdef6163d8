import { command, query, word, type Command, type Input } from './command.ts'
import { choice, PAGE, text, type Argument } from './option.ts'

type CheckKind = {
  /** The words before each command, such as `relations pairs`. */
  name: string
  path: string
  /** In the plural, such as `checks of pairs`. */
  noun: string
  /** Of the list. */
  columns: readonly string[]
  /** Of one check; all without them. */
  fields?: readonly string[]
  /** A sentence on how far a check is. */
  describe?(answer: unknown): string
}

/** The word for a check, and its path. */
export const checkWord = ({ name }: Pick<CheckKind, 'name'>): Argument => ({
  name: 'ID',
  about: `the id of a check, see gramd ${name} list`,
  field: 'id',
})
export const checkPath = (path: string, input: Pick<Input, 'words'>): string =>
  `${path}/${word(input, 0)}`

/** The commands that every kind of check has: list, show, confirm and cancel. */
export function checkCommands(kind: CheckKind): readonly Command[] {
  const { name, path, noun, columns, fields, describe } = kind
  const words = [checkWord(kind)]
  const shown = fields === undefined ? {} : { fields }
  return [
    command({
      name: `${name} list`,
      summary: `${noun}, newest first`,
      options: {
        username: text('USERNAME', 'only checks of this person'),
        status: choice(
          ['pending', 'running', 'waiting', 'complete', 'incomplete', 'failed', 'cancelled'],
          'only checks with this status',
        ),
        ...PAGE,
      },
      view: { columns, empty: `There are no ${noun}. gramd ${name} check begins one.` },
      run: async (api, { options }) => await api.send('GET', query(path, options)),
    }),
    command({
      name: `${name} show`,
      summary: 'one check, with how far it is',
      words,
      view: { ...shown, ...(describe && { says: describe }) },
      run: async (api, input) => await api.send('GET', checkPath(path, input)),
    }),
    command({
      name: `${name} confirm`,
      summary: 'let a check continue that waits for confirmation of its cost',
      words,
      view: { ...shown, says: () => 'The check continues.' },
      run: async (api, input) => await api.send('POST', `${checkPath(path, input)}/confirm`),
    }),
    command({
      name: `${name} cancel`,
      summary: 'end a check; what it has found stays',
      words,
      view: { ...shown, says: () => 'Cancelled; what it has found stays.' },
      run: async (api, input) => await api.send('POST', `${checkPath(path, input)}/cancel`),
    }),
  ]
}
