import { adviceOperations } from './advice.ts'
import { bindingOperations } from './bindings.ts'
import { performanceOperations } from './performance.ts'
import { projectOperations } from './projects.ts'
import { versionOperations } from './versions.ts'

export const operations = {
  ...projectOperations,
  ...versionOperations,
  ...bindingOperations,
  ...performanceOperations,
  ...adviceOperations,
}
