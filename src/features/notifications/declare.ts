import type { Declaration } from '../declaration.ts'
import { NOTIFICATION_COMMANDS } from './commands.ts'

export const notificationsDeclaration = {
  name: 'notifications',
  commands: NOTIFICATION_COMMANDS,
} as const satisfies Declaration
