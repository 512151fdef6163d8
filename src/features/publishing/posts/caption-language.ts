import { guessLanguage, lettersIn, type LanguageGuess } from '../../../creators/languages.ts'

/** The texts of a post, and the language that its author has named. */
export type Written = { caption: string; first_comment: string | null; language: string | null }

/** The language of a post, as far as it is known. */
export type CaptionLanguage = {
  /** Named by the author, else a sure guess; null while it is unknown, or not needed. */
  language: string | null
  /** Null for texts without words of a language that gramd detects. */
  guess: LanguageGuess | null
  /**
   * False for texts of emoji, hashtags, mentions and links alone: they are right in every language.
   */
  isNeeded: boolean
}

/** Whether a text has words, beside its hashtags, mentions, links and emoji. */
export const needsLanguage = (text: string): boolean => lettersIn(text) > 0

/**
 * The language of a post: what its author has named, else what gramd reads in its caption and first
 * comment.
 */
export function captionLanguage({ caption, first_comment, language }: Written): CaptionLanguage {
  const text = first_comment === null ? caption : `${caption}\n${first_comment}`
  const isNeeded = needsLanguage(text)
  const guess = isNeeded ? guessLanguage(text) : null
  const sure = guess?.isSure === true ? guess.language : null
  return { language: isNeeded ? (language ?? sure) : language, guess, isNeeded }
}
