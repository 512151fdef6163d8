import { scrapeOperations } from './scrapes.ts'

export const operations = { ...scrapeOperations }
