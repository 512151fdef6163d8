// @ts-check
// How much of what a platform takes a caption uses, and how it will look, while somebody types. The server counts in the same way.

// As `caption-tokens.ts` reads a caption: a "#" or "@" in a link, an address of mail, a word or a keycap is none of ours.
const DOMAINS =
  'com|net|org|info|biz|kz|ru|su|uz|kg|tj|io|me|app|shop|store|link|bio|site|online|club|cc|co|tv|gl|ly|az|by|ua|ge|am|de|tr|fr|es|it|uk|ae|in|ke|рф|қаз'
/** Scripts that write no blanks: a hashtag or mention may follow a letter of theirs. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`
const TAG = String.raw`(?:(?!\p{N}\uFE0F?\u20E3)[\p{L}\p{N}_]|(?![\uFE00-\uFE0F\u20E3])\p{M})`
const PATTERNS = {
  link: String.raw`(?<![\p{L}\p{N}@._\-])(?:(?:https?:\/\/|www\.)[^\s<>"«»“”]+|(?:[a-zа-яәғқңөұүһі0-9\-]+\.)+(?:${DOMAINS})(?![\p{L}\p{N}_])(?:\/[^\s<>"«»“”]*)?)`,
  email: String.raw`(?<![A-Za-z0-9])[A-Za-z0-9._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+`,
  mention: String.raw`(?<!(?!${UNSPACED})[\p{L}\p{N}_.@])[@＠][A-Za-z0-9_](?:[A-Za-z0-9._]{0,28}[A-Za-z0-9_])?`,
  hashtag: String.raw`(?<!(?!${UNSPACED})[\p{L}\p{N}_&])(?:[#＃]${TAG}+)+`,
  emojitag: String.raw`(?<!(?!${UNSPACED})[\p{L}\p{N}_&])[#＃](?![©®™‼⁉ℹ])(?=[\p{Extended_Pictographic}\p{Regional_Indicator}])`,
}
const TOKEN = new RegExp(
  Object.entries(PATTERNS)
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join('|'),
  'gu',
)

/** @param {string} text */
export function captionCounts(text) {
  const tokens = [...text.matchAll(TOKEN)].map(({ groups = {} }) => groups)
  return {
    characters: Math.max(text.length, Array.from(text).length),
    hashtags: tokens.reduce(
      (sum, { hashtag, emojitag }) => sum + (hashtag ?? emojitag ?? '').split(/[#＃]/u).length - 1,
      0,
    ),
    mentions: tokens.filter(({ mention }) => mention !== undefined).length,
  }
}

/** @param {HTMLTextAreaElement} area */
function follow({ id, value }) {
  /** @type {Record<string, number>} */
  const found = captionCounts(value)
  for (const output of document.querySelectorAll('output[data-counts]')) {
    if (!(output instanceof HTMLOutputElement) || output.htmlFor.value !== id) continue
    const { counts = '', warning, most } = output.dataset
    const n = found[counts] ?? 0
    output.textContent = String(n)
    output.dataset['near'] = String(n > Number(warning) && n <= Number(most))
    output.dataset['over'] = String(n > Number(most))
  }
  for (const mirror of document.querySelectorAll('[data-mirrors]'))
    if (mirror instanceof HTMLElement && mirror.dataset['mirrors'] === id)
      mirror.textContent = value === '' ? (mirror.dataset['else'] ?? '') : value
}

/** What was typed stays when news come; so does what follows it. */
function followAll() {
  for (const area of document.querySelectorAll('textarea'))
    if (area.value !== area.defaultValue) follow(area)
}

export function listenForTyping() {
  addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) follow(target)
  })
  addEventListener('gramd:shown', followAll)
}
