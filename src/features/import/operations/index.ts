import { importOperations } from './import.ts'

export const operations = { ...importOperations }
