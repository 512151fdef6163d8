import { defineWords } from '../../words.ts'
import { postsEn } from './words-en.ts'
import { postsRu } from './words-ru.ts'

export const postsWords = defineWords({ en: postsEn, ru: postsRu })
