import { groupOperations } from './groups.ts'
import { memberOperations } from './members.ts'
import { pictureOperations } from './pictures.ts'
import { statusOperations } from './status.ts'

export const operations = {
  ...groupOperations,
  ...memberOperations,
  ...statusOperations,
  ...pictureOperations,
}
