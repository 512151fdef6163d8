import type { Declaration } from '../declaration.ts'
import { LIST_COMMANDS } from './commands.ts'

export const listsDeclaration = {
  name: 'lists',
  commands: LIST_COMMANDS,
} as const satisfies Declaration
