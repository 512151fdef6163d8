import { tokensOf } from './caption-tokens.ts'

/** How much a caption has of what Instagram limits. */
export type CaptionCounts = { characters: number; hashtags: number; mentions: number }

/** The sign of a hashtag that begins with an emoji: a translation carries over the emoji alone. */
const EMOJI_TAG =
  /(?<!(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}_&])[#＃](?![©®™‼⁉ℹ])(?=[\p{Extended_Pictographic}\p{Regional_Indicator}])/gu

/**
 * Counts what Instagram limits in a caption. A "#" in a link or a keycap is no hashtag, an "@" of an address of mail
 * no mention; of a row such as #a#b each counts. `browser/counters.js` of the console counts in the same way.
 */
export function captionCounts(text: string): CaptionCounts {
  const tokens = tokensOf(text)
  const addresses = tokens.filter(({ kind }) => kind === 'link' || kind === 'email')
  const signs = tokens
    .filter(({ kind }) => kind === 'hashtag')
    .reduce((sum, { text: row }) => sum + (row.match(/[#＃]/gu)?.length ?? 0), 0)
  const ofEmoji = [...text.matchAll(EMOJI_TAG)].filter(
    ({ index }) =>
      !addresses.some(({ start, text: { length } }) => index >= start && index < start + length),
  )
  return {
    // The platform's unit is unproven: the longer of both ways to count must not pass the limit.
    characters: Math.max(text.length, Array.from(text).length),
    hashtags: signs + ofEmoji.length,
    mentions: tokens.filter(({ kind }) => kind === 'mention').length,
  }
}
