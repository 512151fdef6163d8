/** A piece of a question: a word, with its place in the text. */
export type Word = { text: string; from: number; to: number }

/** Questions have a few words; of a longer text the first are read. */
const MAX_WORDS = 40
const MAX_QUESTION = 500

/** Returns a question in composed letters of one form, with single spaces, and not too long. */
export function plainQuestion(text: string): { question: string; isCut: boolean } {
  const plain = text.normalize('NFKC').replaceAll('İ', 'I').replaceAll(/\s+/gu, ' ').trim()
  const words = plain.split(' ')
  const short = words.slice(0, MAX_WORDS).join(' ')
  const question = short.slice(0, MAX_QUESTION).replace(/[\uD800-\uDBFF]$/, '')
  return { question: question.trim(), isCut: question !== plain }
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’ʼ]*/gu

/** Returns the words of a text in lower case with е for ё. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: found, index }) => {
    const word = found.replace(/(?<!['’ʼ])['’ʼ]+$/u, '')
    return { text: comparable(word), from: index, to: index + word.length }
  })
}

export const comparable = (word: string): string => word.toLowerCase().replaceAll('ё', 'е')
