import { erasureOperations } from './erasures.ts'

export const operations = { ...erasureOperations }
