import type { Language } from '../../../base/languages.ts'
import { adviceText } from './advice-texts.ts'

/** The expressions that find and read the numbers of a text in one language. */
type Reader = {
  /** Digits with marks between thousands and before decimals, and the word that follows them. */
  numbers: RegExp
  /** The mark between thousands that is no space. */
  group: string
  percent: RegExp
  thousand: RegExp
  million: RegExp
  /** Numbers in words, which could not be compared. */
  inWords: RegExp
}

const readers = new Map<Language, Reader>()

/**
 * The numbers in a text as comparable words: `12400`, `37%`. Those in words and in other digits are
 * `?`.
 */
export function numbersIn(text: string, language: Language): Set<string> {
  const reader = readerOf(language)
  const plain = text.normalize('NFKC')
  const found = [...plain.matchAll(reader.numbers)].map(([, digits = '', unit = '']) => {
    const ungrouped = digits.replaceAll(/\s/g, '').replaceAll(reader.group || ' ', '')
    return wordOf(reader, Number(ungrouped.replace(',', '.')), unit.trim())
  })
  const isUnread = reader.inWords.test(plain) || /[^\P{N}0-9]/u.test(plain)
  return new Set([...found, ...(isUnread ? ['?'] : [])])
}

function wordOf({ percent, thousand, million }: Reader, value: number, unit: string): string {
  if (unit === '%' || percent.test(unit)) return `${value}%`
  if (thousand.test(unit)) return String(value * 1_000)
  if (million.test(unit)) return String(value * 1_000_000)
  return String(value)
}

function readerOf(language: Language): Reader {
  const known = readers.get(language)
  if (known) return known
  const made = makeReader(language)
  readers.set(language, made)
  return made
}

function makeReader(language: Language): Reader {
  const group = marksOf(language, 'group').trim()
  const groups = `[\\s${escaped(group)}]`
  // Points are read as decimals as well, wherever they do not separate thousands.
  const decimals = `[${escaped(marksOf(language, 'decimal'))}${group === '.' ? '' : '.'}]`
  const [percent, thousand, million] = (
    ['percent_words', 'thousand_words', 'million_words'] as const
  ).map((key) => wordsOf(adviceText(language, key)))
  const unit = [percent, thousand, million].join('|')
  const inWords = [language, 'en'].map((each) => wordsOf(adviceText(each, 'number_words')))
  return {
    numbers: new RegExp(
      `(\\d{1,3}(?:${groups}\\d{3}(?!\\d)){1,9}(?:${decimals}\\d+)?|\\d+(?:${decimals}\\d+)?)` +
        `(\\s*(?:%|${unit}))?`,
      'giu',
    ),
    group,
    percent: new RegExp(`^(?:${percent})$`, 'iu'),
    thousand: new RegExp(`^(?:${thousand})$`, 'iu'),
    million: new RegExp(`^(?:${million})$`, 'iu'),
    inWords: new RegExp(`(?<!\\p{L})(?:${inWords.join('|')})`, 'iu'),
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\-]/g, String.raw`\$&`)

const marksOf = (language: Language, type: 'group' | 'decimal'): string =>
  new Intl.NumberFormat(language).formatToParts(1_234_567.5).find((part) => part.type === type)
    ?.value ?? ''

/** An expression for a list of words: a star is any ending, without one the word ends there. */
const wordsOf = (list: string): string =>
  list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map((word) => {
      const stem = escaped(word.replace(/\*$/, '')).replaceAll(' ', String.raw`\s?`)
      return word.endsWith('*') ? String.raw`${stem}\p{L}*` : String.raw`${stem}(?!\p{L})`
    })
    .join('|')
