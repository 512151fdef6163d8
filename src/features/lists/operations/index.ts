import { compareOperations } from './compare.ts'
import { exportOperations } from './export.ts'
import { listOperations } from './lists.ts'
import { ownWorkOperations } from './own-work.ts'
import { memberWorkOperations } from './member-work.ts'
import { memberOperations } from './members.ts'

export const operations = {
  ...listOperations,
  ...memberOperations,
  ...memberWorkOperations,
  ...ownWorkOperations,
  ...exportOperations,
  ...compareOperations,
}
