import type { Declaration } from '../declaration.ts'
import { IMPORT_COMMAND } from './command.ts'

export const importDeclaration = {
  name: 'import',
  commands: [IMPORT_COMMAND],
} as const satisfies Declaration
