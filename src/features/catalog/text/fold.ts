/**
 * A text with ordinary forms of its characters in lower case, and the place of each of them in the
 * original.
 */
export type Folded = {
  text: string
  /** For each UTF-16 unit of `text`: where its character begins and ends in the original. */
  starts: readonly number[]
  ends: readonly number[]
  /** Units that are crossed out by combining strokes, as sellers write old prices. */
  struck: ReadonlySet<number>
  /** Units that are capital letters in the original. */
  capitals: ReadonlySet<number>
}

/**
 * A character with up to eight marks: more on one letter are no writing, and composing thousands of
 * them is slow.
 */
const CHARACTER = /[\s\S]\p{M}{0,8}/uy
/** The first of the marks, by its code: nothing below it combines. */
const FIRST_MARK = 0x300
const STROKE = /[\u0335-\u0338]/
/** Presentation selectors, key caps, vowel signs and stretches of Arabic, and what is invisible. */
const DROPPED = /[\u0335-\u0338\u20e3\ufe0e\ufe0f\u0640\p{Cf}]|[\u064b-\u0652]|\p{Emoji_Modifier}/gu
const CAPITAL = /\p{Lu}/u
const NOT_ASCII_DIGIT = /[^0-9\P{Nd}]/gu

/**
 * Brings styled letters, full-width and emoji digits, digits of any script, spaces, dashes and
 * quotes to one form, so that rules are written once. Lines are retained.
 */
export function fold(original: string): Folded {
  const starts: number[] = []
  const ends: number[] = []
  const struck = new Set<number>()
  const capitals = new Set<number>()
  const parts: string[] = []
  for (let at = 0; at < original.length;) {
    const raw = characterAt(original, at)
    const { plain, isCapital } = formOf(raw)
    const isStruck = raw.length > 1 && STROKE.test(raw)
    for (let unit = 0; unit < plain.length; unit += 1) {
      if (isStruck) struck.add(starts.length)
      if (isCapital) capitals.add(starts.length)
      starts.push(at)
      ends.push(at + raw.length)
    }
    parts.push(plain)
    at += raw.length
  }
  return { text: parts.join(''), starts, ends, struck, capitals }
}

/** Most characters are ASCII beside ASCII, for which the expression is slow. */
function characterAt(text: string, at: number): string {
  const isPlain = text.charCodeAt(at) < FIRST_MARK && !(text.charCodeAt(at + 1) >= FIRST_MARK)
  if (isPlain) return text.charAt(at)
  CHARACTER.lastIndex = at
  return CHARACTER.exec(text)?.[0] ?? text.charAt(at)
}

/**
 * Folds a text like `fold`, with every run of whitespace as one space: for comparing quotations.
 */
export function foldOnOneLine(original: string): Folded {
  const folded = fold(original)
  const starts: number[] = []
  const ends: number[] = []
  const characters: string[] = []
  for (let unit = 0; unit < folded.text.length; unit += 1) {
    const character = folded.text.charAt(unit)
    const isSpace = character === ' ' || character === '\n'
    if (isSpace && characters.at(-1) === ' ') continue
    characters.push(isSpace ? ' ' : character)
    starts.push(folded.starts[unit] ?? 0)
    ends.push(folded.ends[unit] ?? 0)
  }
  return { text: characters.join(''), starts, ends, struck: new Set(), capitals: new Set() }
}

type Form = { plain: string; isCapital: boolean }
/** Normalizing is most of the work of reading a caption, and captions have few characters. */
const FORMS = new Map<string, Form>()
const MAX_FORMS = 4_096

function formOf(raw: string): Form {
  const known = FORMS.get(raw)
  if (known) return known
  // Styled letters such as "𝐊" are capitals by what they stand for.
  const form = { plain: plainForm(raw), isCapital: CAPITAL.test(raw.normalize('NFKC')) }
  if (FORMS.size < MAX_FORMS) FORMS.set(raw, form)
  return form
}

function plainForm(raw: string): string {
  return raw
    .replace(DROPPED, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(NOT_ASCII_DIGIT, asciiDigit)
    .replace(/[\n\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[\t\p{Zs}]/gu, ' ')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018-\u201b\u02bb\u02bc\u0060\u00b4]/g, "'")
    .replace(/[\u201c-\u201f\u00ab\u00bb]/g, '"')
    .replace(/\u066b/g, '.')
    .replace(/\u066c/g, ',')
    .replace(/\u066a/g, '%')
    .replace(/[\u301c\u2053]/g, '~')
    .replace(/i\u0307/g, 'i')
    .replace(/ё/g, 'е')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
}

/** Returns the ASCII form of a digit. Unicode has the ten digits of a script together, in order. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1
  return String(value)
}
