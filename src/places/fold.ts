import { pairsOf } from './pairs.ts'

/** A word of a text: how it is compared, and where it is. */
export type Word = { key: string; from: number; to: number }

/** Letters with a higher code are no part of any name here; they end a word. */
const CODES = 0x2000
/** Neither a letter nor the end of a word: an apostrophe or a combining mark. */
const IGNORED = 1

/** Letters that are compared as another one: people type Kazakh on Russian keyboards. */
const SAME: ReadonlyMap<string, string> = new Map([
  ...pairsOf('ё:е ә:а ғ:г қ:к ң:н ө:о ұ:у ү:у һ:х і:и ї:и ў:у ҳ:х ҷ:ч ӣ:и ӯ:у җ:ж'),
  ...pairsOf('ı:i ə:a ł:l ø:o đ:d ß:s æ:a œ:o'),
])

const FOLDED = foldTable()

function foldTable(): Uint16Array {
  const table = new Uint16Array(CODES)
  for (let code = 0; code < CODES; code++) table[code] = foldedCode(code)
  return table
}

function foldedCode(code: number): number {
  const letter = String.fromCharCode(code)
  if (/['’ʻʼ‘`´]|\p{M}/u.test(letter)) return IGNORED
  if (!/[\p{L}\p{N}]/u.test(letter)) return 0
  const lower = letter.toLowerCase()
  const same = SAME.get(lower)
  if (same !== undefined) return same.charCodeAt(0)
  // 'й' is a letter of its own; Latin letters lose their marks, as in Türkistan.
  return /\p{Script=Latin}/u.test(letter)
    ? lower.normalize('NFD').charCodeAt(0)
    : lower.charCodeAt(0)
}

const APOSTROPHES = /['’ʻʼ‘`´]/
const foldOf = (text: string, at: number): number => FOLDED[text.charCodeAt(at)] ?? 0

/**
 * The words of a text in order, folded: lower case, ё as е, Kazakh letters as on a Russian
 * keyboard.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  let at = 0
  while (at < text.length) {
    if (foldOf(text, at) <= IGNORED) at += 1
    else {
      const word = wordAt(text, at)
      words.push(word)
      at = word.to
    }
  }
  return words
}

function wordAt(text: string, from: number): Word {
  let key = ''
  let to = from
  for (let at = from; at < text.length; at++) {
    const code = foldOf(text, at)
    if (code === 0 || isPossessive(text, at, code)) break
    if (code === IGNORED) continue
    key += String.fromCharCode(code)
    to = at + 1
  }
  return { key, from, to: Math.max(to, from + 1) }
}

/** The end of "Almaty's". */
function isPossessive(text: string, at: number, code: number): boolean {
  if (code !== IGNORED || !APOSTROPHES.test(text.charAt(at))) return false
  return foldOf(text, at + 1) === 0x73 && foldOf(text, at + 2) <= IGNORED
}

/** A name as texts are compared: its folded words with single blanks between. */
export const folded = (name: string): string =>
  wordsOf(name)
    .map(({ key }) => key)
    .join(' ')
