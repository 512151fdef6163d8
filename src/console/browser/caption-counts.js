// Counts what a platform's limits are about in a caption; it needs no page.

// As `caption-counts.ts` reads a caption: a "#" or "@" in a link, an address of mail, a word or a
// keycap is none of ours.
/** Scripts that write no blanks: a hashtag or mention may follow a letter of theirs. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`
const LABEL = String.raw`[[\p{L}\p{N}_\-]--${UNSPACED}]`
const SIGN = String.raw`(?:(?!\p{N}\uFE0F?\u20E3)[\p{L}\p{N}_]|[\p{M}--[\u20E3]]|[[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]--[©®™‼⁉ℹ]]|\u200d)`
const NAMES = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}_]/u
const PATTERNS = {
  link: String.raw`(?<![${LABEL}@.])(?:(?:[A-Za-z][A-Za-z0-9+\-]{1,15}:\/\/|[Ww]{3}\.)|${LABEL}+(?:\.${LABEL}+)+(?::\d{2,5})?[\/?])[^\s<>"«»“”]*`,
  email: String.raw`(?<![A-Za-z0-9_%+\-])[A-Za-z0-9_%+\-]{1,64}(?:\.[A-Za-z0-9_%+\-]{1,64}){0,8}@[\p{L}\p{N}\-]{1,63}(?:\.[\p{L}\p{N}\-]{1,63}){1,8}(?![\p{L}\p{N}_])`,
  keycap: String.raw`[#＃]\uFE0F?\u20E3`,
  mention: String.raw`(?<![[\p{L}\p{N}_@]--${UNSPACED}])[@＠][A-Za-z0-9_](?:\.?[A-Za-z0-9_]){0,29}`,
  hashtag: String.raw`(?<![[\p{L}\p{N}_&]--${UNSPACED}])(?:[#＃]${SIGN}+)+`,
}
const TOKEN = new RegExp(
  Object.entries(PATTERNS)
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join('|'),
  'gv',
)

/** @param {string} text */
export function captionCounts(text) {
  const tokens = [...text.matchAll(TOKEN)].map(({ groups = {} }) => groups)
  return {
    characters: Math.max(text.length, Array.from(text).length),
    hashtags: tokens.reduce(
      (sum, { hashtag = '' }) =>
        sum + hashtag.split(/[#＃]/u).filter((name) => NAMES.test(name)).length,
      0,
    ),
    mentions: tokens.filter(({ mention }) => mention !== undefined).length,
  }
}
