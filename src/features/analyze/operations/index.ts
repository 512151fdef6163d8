import { analysisOperations } from './analyses.ts'
import { manyAnalysesOperations } from './many-analyses.ts'

export const operations = { ...analysisOperations, ...manyAnalysesOperations }
