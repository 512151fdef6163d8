import { HASHTAG_SIGN, isNamed } from './hashtag.ts'

/** The counts of a caption that Instagram limits. */
export type CaptionCounts = { characters: number; hashtags: number; mentions: number }

/** Scripts without spaces: a hashtag or mention may follow a letter of theirs. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`
const LABEL = String.raw`[[\p{L}\p{N}_\-]--${UNSPACED}]`
/**
 * URLs need no known ending here: anything with a path counts as one, and without a path there is
 * no "#".
 */
const PATTERNS = {
  link: String.raw`(?<![${LABEL}@.])(?:(?:[A-Za-z][A-Za-z0-9+\-]{1,15}:\/\/|[Ww]{3}\.)|${LABEL}+(?:\.${LABEL}+)+(?::\d{2,5})?[\/?])[^\s<>"«»“”]*`,
  email: String.raw`(?<![A-Za-z0-9_%+\-])[A-Za-z0-9_%+\-]{1,64}(?:\.[A-Za-z0-9_%+\-]{1,64}){0,8}@[\p{L}\p{N}\-]{1,63}(?:\.[\p{L}\p{N}\-]{1,63}){1,8}(?![\p{L}\p{N}_])`,
  keycap: String.raw`[#＃]\uFE0F?\u20E3`,
  mention: String.raw`(?<![[\p{L}\p{N}_@]--${UNSPACED}])[@＠][A-Za-z0-9_](?:\.?[A-Za-z0-9_]){0,29}`,
  hashtag: String.raw`(?<![[\p{L}\p{N}_&]--${UNSPACED}])(?:[#＃]${HASHTAG_SIGN}+)+`,
}
const TOKEN = new RegExp(
  Object.entries(PATTERNS)
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join('|'),
  'gv',
)

/**
 * Counts what Instagram limits in a caption. A "#" in a link or a keycap is not a hashtag, an "@"
 * in an e-mail address not a mention; in a row such as #a#b each counts. The console's
 * `browser/caption-counts.js` counts in the same way.
 */
export function captionCounts(text: string): CaptionCounts {
  const tokens = [...text.matchAll(TOKEN)].map(({ groups = {} }) => groups)
  return {
    // The platform's unit is unproven: the longer of both counts must not exceed the limit.
    characters: Math.max(text.length, Array.from(text).length),
    hashtags: tokens.reduce(
      (sum, { hashtag = '' }) => sum + hashtag.split(/[#＃]/u).filter(isNamed).length,
      0,
    ),
    mentions: tokens.filter(({ mention }) => mention !== undefined).length,
  }
}
