import { newsOperations } from './news.ts'
import { watchOperations } from './watches.ts'

// Fixed paths first: `news` would be a list otherwise.
export const operations = { ...newsOperations, ...watchOperations }
