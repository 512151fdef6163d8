import type { Command } from './command.ts'
import { operationCommand } from './operation-command.ts'
import type { Argument } from './option.ts'

type CheckKind = {
  /** The words before each command, such as `relations pairs`. */
  name: string
  operations: {
    list: 'listRelationChecks' | 'listPairChecks'
    get: 'getRelationCheck' | 'getPairCheck'
    confirm: 'confirmRelationCheck' | 'confirmPairCheck'
    cancel: 'cancelRelationCheck' | 'cancelPairCheck'
  }
  /** In the plural, such as `checks of pairs`. */
  noun: string
  /** The columns of the list. */
  columns: readonly string[]
  /** The fields of one check; all without them. */
  fields?: readonly string[]
  /** A sentence on how far a check is. */
  describe?(answer: unknown): string
}

/** The word for a check. */
export const checkWord = ({ name }: Pick<CheckKind, 'name'>): Partial<Argument> => ({
  about: `the id of a check, see gramd ${name} list`,
})

/** The commands that every kind of check has: list, show, confirm and cancel. */
export function checkCommands(kind: CheckKind): readonly Command[] {
  const { name, operations, noun, columns, fields, describe } = kind
  const words = { id: checkWord(kind) }
  const selection = fields === undefined ? {} : { fields }
  return [
    operationCommand(operations.list, {
      name: `${name} list`,
      summary: `${noun}, newest first`,
      options: {
        username: { value: 'USERNAME', about: 'only checks of this person' },
        status: 'only checks with this status',
      },
      view: { columns, empty: `There are no ${noun}. gramd ${name} check begins one.` },
    }),
    operationCommand(operations.get, {
      name: `${name} show`,
      summary: 'one check, with how far it is',
      words,
      view: { ...selection, ...(describe && { says: describe }) },
    }),
    operationCommand(operations.confirm, {
      name: `${name} confirm`,
      summary: 'let a check continue that waits for confirmation of its cost',
      words,
      view: { ...selection, says: () => 'The check continues.' },
    }),
    operationCommand(operations.cancel, {
      name: `${name} cancel`,
      summary: 'end a check; what it has found stays',
      words,
      view: { ...selection, says: () => 'Cancelled; what it has found stays.' },
    }),
  ]
}
