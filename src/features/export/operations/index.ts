import { exportOperations } from './export.ts'

export const operations = { ...exportOperations }
