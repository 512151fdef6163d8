import { noticeOperations } from '../notices/operations/index.ts'
import { postOperations } from '../posts/operations.ts'
import { syncOperations } from '../syncs/operations/index.ts'

export const operations = {
  ...syncOperations,
  ...postOperations,
  ...noticeOperations,
}
