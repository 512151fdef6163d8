import { defineWords } from '../words.ts'
import { en } from './en.ts'
import { ru } from './ru.ts'

/** One line a language: another one is a file beside these. */
export const frameWords = defineWords({ en, ru })
