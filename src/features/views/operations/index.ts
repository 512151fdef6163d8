import { changeOperations } from './changes.ts'
import { viewOperations } from './views.ts'

export const operations = { ...changeOperations, ...viewOperations }
