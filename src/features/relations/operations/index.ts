import { checkOfListsOperations } from './checks.ts'
import { diffOperations } from './diff.ts'
import { eventOperations } from './events.ts'
import { historyOperations } from './history.ts'
import { memberOperations } from './members.ts'

export const operations = {
  ...checkOfListsOperations,
  ...memberOperations,
  ...diffOperations,
  ...eventOperations,
  ...historyOperations,
}
