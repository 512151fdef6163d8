import { pairOperations } from './pairs.ts'

export const operations = { ...pairOperations }
