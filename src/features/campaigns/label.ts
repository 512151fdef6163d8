import { findDisclosure, LONGEST_CAPTION, sentenceAt } from '../scrape/index.ts'

/** The words that label a post as advertising. */
export type LabelRules = {
  /** The words that do; none: the usual ones. */
  words: readonly string[]
}

export type Label = { label: 'platform' | 'words' | null; quote: string | null }

/**
 * Returns what labels a post as advertising: the platform's label with the name of the sponsor, or
 * words of the caption.
 */
export function labelOf(
  {
    caption,
    isPaidPartnership,
    sponsors,
  }: { caption: string | null; isPaidPartnership: boolean | null; sponsors: readonly string[] },
  { words }: LabelRules,
): Label {
  const [sponsor] = sponsors
  if (isPaidPartnership === true || sponsor !== undefined)
    return { label: 'platform', quote: sponsor ?? null }
  const text = (caption ?? '').normalize('NFC').slice(0, LONGEST_CAPTION)
  const quote = words.length > 0 ? wordsIn(text, words) : findDisclosure(text)
  return { label: quote === null ? null : 'words', quote }
}

/** The sentence with one of these words as a whole, in any case, with or without '#'. */
function wordsIn(text: string, words: readonly string[]): string | null {
  const escaped = words.map((word) =>
    word.normalize('NFC').replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  )
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_])`,
    'iu',
  )
  const at = text.search(pattern)
  return at === -1 ? null : sentenceAt(text, at)
}

/** The words that label a creator's posts: its own, else those of its country. */
export const wordsFor = (
  promise: { words: readonly string[]; country: string | null } | null,
  disclosures: { words: Readonly<Record<string, readonly string[]>> },
): readonly string[] => {
  if (promise && promise.words.length > 0) return promise.words
  const country = promise?.country
  return country === null || country === undefined ? [] : (disclosures.words[country] ?? [])
}
