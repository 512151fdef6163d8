import type { Declaration } from '../declaration.ts'
import { HEALTH_COMMANDS } from './commands.ts'

export const healthDeclaration = {
  name: 'health',
  commands: HEALTH_COMMANDS,
} as const satisfies Declaration
