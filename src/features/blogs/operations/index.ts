import { blogOperations } from './blogs.ts'
import { mediaOperations } from './media.ts'
import { partOperations } from './parts.ts'
import { summaryOperations } from './summary.ts'

export const operations = {
  ...summaryOperations,
  ...blogOperations,
  ...partOperations,
  ...mediaOperations,
}
