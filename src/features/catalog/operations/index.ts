import { draftsOperations } from '../drafts/operations/index.ts'
import { noticeOperations } from '../notices/operations/index.ts'
import { postOperations } from '../posts/operations.ts'
import { productsOperations } from '../products/operations/index.ts'
import { storesOperations } from '../stores/operations/index.ts'
import { syncOperations } from '../syncs/operations/index.ts'

export const operations = {
  ...storesOperations,
  ...syncOperations,
  ...postOperations,
  ...draftsOperations,
  ...noticeOperations,
  // Products last: the fixed words of the others would be ids otherwise.
  ...productsOperations,
}
