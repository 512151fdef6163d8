import { tokensOf } from './caption-tokens.ts'

/** How much a caption has of what Instagram limits. */
export type CaptionCounts = { characters: number; hashtags: number; mentions: number }

/**
 * Counts what Instagram limits in a caption. A "#" in a link or a keycap is no hashtag, an "@" of an address of mail
 * no mention; of a row such as #a#b each counts. `browser/counters.js` of the console counts in the same way.
 */
export function captionCounts(text: string): CaptionCounts {
  const tokens = tokensOf(text)
  return {
    // The platform's unit is unproven: the longer of both ways to count must not pass the limit.
    characters: Math.max(text.length, Array.from(text).length),
    hashtags: tokens
      .filter(({ kind }) => kind === 'hashtag')
      .reduce((sum, { text: row }) => sum + (row.match(/[#＃]/gu)?.length ?? 0), 0),
    mentions: tokens.filter(({ kind }) => kind === 'mention').length,
  }
}
