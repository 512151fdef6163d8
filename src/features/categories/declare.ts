import type { Declaration } from '../declaration.ts'
import { CATEGORY_COMMANDS } from './commands.ts'

export const categoriesDeclaration = {
  name: 'categories',
  commands: CATEGORY_COMMANDS,
} as const satisfies Declaration
