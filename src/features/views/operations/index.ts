import { viewOperations } from './views.ts'

export const operations = { ...viewOperations }
