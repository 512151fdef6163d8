import { noticeOperations } from '../notices/operations/index.ts'
import { syncOperations } from '../syncs/operations/index.ts'

export const operations = {
  ...syncOperations,
  ...noticeOperations,
}
