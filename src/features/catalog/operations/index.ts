import { draftsOperations } from '../drafts/operations/index.ts'
import { noticeOperations } from '../notices/operations/index.ts'
import { postOperations } from '../posts/operations.ts'
import { storesOperations } from '../stores/operations/index.ts'
import { syncOperations } from '../syncs/operations/index.ts'

export const operations = {
  ...storesOperations,
  ...syncOperations,
  ...postOperations,
  ...draftsOperations,
  ...noticeOperations,
}
