import type { Declaration } from '../declaration.ts'
import { CONNECTION_COMMANDS } from './connection-commands.ts'

export const connectionsDeclaration = {
  name: 'connections',
  commands: CONNECTION_COMMANDS,
} as const satisfies Declaration
