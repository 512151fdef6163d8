import { AD_MARKINGS } from './ad-markings.ts'
import { AD_DENIALS, AD_HASHTAG, AD_STATEMENTS } from './ad-words.ts'
import { LONGEST_CAPTION, sentenceAt } from './find-advertising.ts'

/**
 * Returns the words by which a caption itself says that it is advertising, as the law asks: a
 * marking, a hashtag, or a statement that is not denied; null where there are none. Signs by which
 * people notice advertising, such as codes, offers and thanks for gifts, are none.
 */
export function findDisclosure(text: string): string | null {
  const caption = text.normalize('NFC').slice(0, LONGEST_CAPTION)
  const isDenied = AD_DENIALS.some((pattern) => caption.search(pattern) !== -1)
  const patterns = [...AD_MARKINGS, AD_HASHTAG, ...(isDenied ? [] : AD_STATEMENTS)]
  const places = patterns.map((pattern) => caption.search(pattern)).filter((at) => at !== -1)
  return places.length === 0 ? null : sentenceAt(caption, Math.min(...places))
}
