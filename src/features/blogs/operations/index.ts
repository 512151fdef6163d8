import { blogOperations } from './blogs.ts'
import { mediaOperations } from './media.ts'
import { partOperations } from './parts.ts'
import { questionOperations } from './question.ts'
import { summaryOperations } from './summary.ts'
import { unusualOperations } from './unusual.ts'

export const operations = {
  ...summaryOperations,
  ...unusualOperations,
  ...questionOperations,
  ...blogOperations,
  ...partOperations,
  ...mediaOperations,
}
