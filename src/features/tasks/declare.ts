import type { Declaration } from '../declaration.ts'
import { TASK_COMMANDS } from './commands.ts'

export const tasksDeclaration = {
  name: 'tasks',
  commands: TASK_COMMANDS,
} as const satisfies Declaration
