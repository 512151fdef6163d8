import { countOperations } from './counts.ts'
import { decisionOperations } from './decisions.ts'
import { draftOperations } from './drafts.ts'

export const draftsOperations = { ...countOperations, ...decisionOperations, ...draftOperations }
