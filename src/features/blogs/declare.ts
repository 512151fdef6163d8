import type { Declaration } from '../declaration.ts'
import { BLOG_COMMANDS } from './commands.ts'

export const blogsDeclaration = {
  name: 'blogs',
  commands: BLOG_COMMANDS,
} as const satisfies Declaration
