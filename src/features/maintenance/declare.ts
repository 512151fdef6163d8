import type { Declaration } from '../declaration.ts'
import { MAINTENANCE_COMMANDS } from './commands.ts'

export const maintenanceDeclaration = {
  name: 'maintenance',
  commands: MAINTENANCE_COMMANDS,
} as const satisfies Declaration
