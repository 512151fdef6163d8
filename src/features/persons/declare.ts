import type { Declaration } from '../declaration.ts'
import { PERSON_COMMANDS } from './commands.ts'

export const personsDeclaration = {
  name: 'persons',
  commands: PERSON_COMMANDS,
} as const satisfies Declaration
