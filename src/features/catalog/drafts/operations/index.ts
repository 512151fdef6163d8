import { decisionOperations } from './decisions.ts'
import { draftOperations } from './drafts.ts'

export const draftsOperations = { ...draftOperations, ...decisionOperations }
