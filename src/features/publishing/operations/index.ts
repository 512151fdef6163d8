import { operations as groups } from '../groups/operations/index.ts'

export const operations = { ...groups }
