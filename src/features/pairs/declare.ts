import type { Declaration } from '../declaration.ts'
import { RELATION_PAIR_COMMANDS } from './commands.ts'

export const pairsDeclaration = {
  name: 'pairs',
  commands: RELATION_PAIR_COMMANDS,
} as const satisfies Declaration
