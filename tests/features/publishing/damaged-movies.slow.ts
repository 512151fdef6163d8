import { answersDamaged } from './damaged-movies.ts'

answersDamaged(150)
