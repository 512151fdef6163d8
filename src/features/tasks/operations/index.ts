import { bulkOperations } from './bulk.ts'
import { eventOperations } from './events.ts'
import { reportOperations } from './reports.ts'
import { taskOperations } from './tasks.ts'
import { typeOperations } from './types.ts'

/** Reports come before the operations of one task: their paths are more special than an id. */
export const operations = {
  ...reportOperations,
  ...taskOperations,
  ...bulkOperations,
  ...typeOperations,
  ...eventOperations,
}
