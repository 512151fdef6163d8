import { comparisonOperations } from './comparison.ts'
import { exportOperations } from './exports.ts'
import { insightOperations } from './insights.ts'
import { mediaOperations } from './media.ts'
import { newestOperations } from './newest.ts'
import { resolveOperations } from './resolve.ts'
import { syncOperations } from './syncs.ts'

// Exports first: their last word would be an id otherwise.
export const operations = {
  ...comparisonOperations,
  ...exportOperations,
  ...newestOperations,
  ...resolveOperations,
  ...mediaOperations,
  ...insightOperations,
  ...syncOperations,
}
