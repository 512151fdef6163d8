import { teamOperations } from './team.ts'

export const operations = { ...teamOperations }
