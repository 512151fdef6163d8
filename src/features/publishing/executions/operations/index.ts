import { executionOperations } from './executions.ts'
import { logOperations } from './log.ts'
import { removalOperations } from './removals.ts'
import { statsOperations } from './stats.ts'

export const operations = {
  ...executionOperations,
  ...logOperations,
  ...removalOperations,
  ...statsOperations,
}
