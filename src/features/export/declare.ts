import type { Declaration } from '../declaration.ts'
import { EXPORT_COMMAND } from './command.ts'

export const exportDeclaration = {
  name: 'export',
  commands: [EXPORT_COMMAND],
} as const satisfies Declaration
