import { defineWords } from '../../words.ts'
import { en } from './words-en.ts'
import { ru } from './words-ru.ts'

export const ownAccountsWords = defineWords({ en, ru })
