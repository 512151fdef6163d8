import { checkOfListsOperations } from './checks.ts'
import { diffOperations } from './diff.ts'
import { eventOperations } from './events.ts'
import { expectedOperations } from './expected.ts'
import { historyOperations } from './history.ts'
import { memberOperations } from './members.ts'

export const operations = {
  ...checkOfListsOperations,
  ...memberOperations,
  ...expectedOperations,
  ...diffOperations,
  ...eventOperations,
  ...historyOperations,
}
