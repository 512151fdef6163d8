import { personOperations } from './persons.ts'

export const operations = { ...personOperations }
