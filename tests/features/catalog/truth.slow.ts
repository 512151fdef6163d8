import { believesNoLies } from './scenarios.ts'

believesNoLies(3)
