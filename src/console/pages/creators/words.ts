import { defineWords } from '../../words.ts'
import { en } from './words-en.ts'
import { ru } from './words-ru.ts'

/** `by_` and a parameter of the API is what people call that part of the filter. */
export const creatorsWords = defineWords({ en, ru })
