import { jobOperations } from './jobs.ts'

export const operations = { ...jobOperations }
