import { connectionOperations } from './connection.ts'
import { statsOperations } from './stats.ts'
import { storeOperations } from './stores.ts'

export const storesOperations = {
  ...storeOperations,
  ...statsOperations,
  ...connectionOperations,
}
