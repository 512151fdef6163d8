import { blogOperations } from './blogs.ts'
import { mediaOperations } from './media.ts'
import { partOperations } from './parts.ts'
import { questionOperations } from './question.ts'
import { reasonsOperations } from './reasons.ts'
import { summaryOperations } from './summary.ts'
import { unusualOperations } from './unusual.ts'

export const operations = {
  ...summaryOperations,
  ...unusualOperations,
  ...questionOperations,
  ...reasonsOperations,
  ...blogOperations,
  ...partOperations,
  ...mediaOperations,
}
