import { noticeOperations } from '../notices/operations/index.ts'

export const operations = {
  ...noticeOperations,
}
