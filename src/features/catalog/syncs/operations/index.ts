import { scanEventOperations } from './events.ts'
import { scanOperations } from './scans.ts'

export const syncOperations = { ...scanOperations, ...scanEventOperations }
