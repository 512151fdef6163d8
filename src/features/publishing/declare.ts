import type { Declaration } from '../declaration.ts'
import { GROUP_COMMANDS } from './group-commands.ts'

export const publishingDeclaration = {
  name: 'publishing',
  commands: GROUP_COMMANDS,
} as const satisfies Declaration
