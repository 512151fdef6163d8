// @ts-check
// Shows how much of a platform's limits a caption uses, and how it will look, while the user types.
// The server counts in the same way.

import { root } from './mark.js'

/** Instagram shows as many characters before "more". */
const FOLD_AT = 125

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

/**
 * A caption up to the word before "more", as `folded.ts` cuts it.
 * @param {string} caption
 */
function beginningOf(caption) {
  const [first = ''] = caption.split('\n\n')
  const letters = Array.from(first)
  if (letters.length <= FOLD_AT) return first
  const cut = letters.slice(0, FOLD_AT).join('')
  const space = cut.lastIndexOf(' ')
  return space > 0 ? cut.slice(0, space).trimEnd() : cut
}

/**
 * @param {HTMLOutputElement} output
 * @param {Record<string, number>} found
 */
function count(output, found) {
  const { counts = '', most, rule = '' } = output.dataset
  const n = found[counts] ?? 0
  const excess = n - Number(most)
  output.textContent = n.toLocaleString(root.lang)
  output.dataset['over'] = String(excess > 0)
  const small = output.parentElement?.querySelector('small')
  if (small)
    small.textContent = excess > 0 ? rule.replace('{n}', excess.toLocaleString(root.lang)) : ''
}

/**
 * Shows what is typed where it will be read.
 * @param {HTMLElement} element
 * @param {string} value
 */
function mirror(element, value) {
  const isFolded = 'fold' in element.dataset
  const text = value === '' ? (element.dataset['else'] ?? '') : value
  const visible = isFolded ? beginningOf(text) : text
  element.textContent = visible
  const { nextElementSibling: more } = element
  if (more instanceof HTMLElement && isFolded) more.hidden = visible === text
}

/** @param {HTMLTextAreaElement} area */
function follow({ id, value }) {
  const found = captionCounts(value)
  for (const output of document.querySelectorAll('output[data-counts]'))
    if (output instanceof HTMLOutputElement && output.htmlFor.value === id) count(output, found)
  for (const element of document.querySelectorAll('[data-mirrors]'))
    if (element instanceof HTMLElement && element.dataset['mirrors'] === id) mirror(element, value)
}

/** Counts again after news: typed text remains, and so do its counts. */
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
