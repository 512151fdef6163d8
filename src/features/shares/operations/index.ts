import { shareOperations } from './shares.ts'
import { teamProfileOperations } from './team.ts'

export const operations = { ...teamProfileOperations, ...shareOperations }
