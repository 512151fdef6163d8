import type { AdviceLanguage } from './rules.ts'

/** Digits with marks between thousands and before decimals, and what follows them. */
const NUMBERS = {
  en: /(\d{1,3}(?:[,\s]\d{3}(?!\d)){1,9}(?:\.\d+)?|\d+(?:\.\d+)?)(\s*(?:%|per\s?cent|[km](?!\p{L})|thousand|million))?/giu,
  ru: /(\d{1,3}(?:\s\d{3}(?!\d)){1,9}(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(\s*(?:%|процент|[кk](?!\p{L})|тыс|млн))?/giu,
} as const

/** Numbers in words, which could not be compared. */
const IN_WORDS =
  /(?<!\p{L})(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|twice|doubled?|tripled?|half|quarter|дв[аеу]|двух|двумя|три|тр[её]х|четыр\p{L}+|пять|пяти|шест[ьи]|семь|восемь|девят[ьи]|десят[ьи]|сто|сотн\p{L}+|тысяч\p{L}*|миллион\p{L}*|вдвое|втрое|дважды|половин\p{L}+|трет[ьи]|четверт[ьи]|полтора)(?!\p{L})/iu

/** The numbers in a text as comparable words: `12400`, `37%`. Those in words and in other digits are `?`. */
export function numbersIn(text: string, language: AdviceLanguage): Set<string> {
  const plain = text.normalize('NFKC')
  const found = [...plain.matchAll(NUMBERS[language])].map(([, digits = '', unit = '']) => {
    const separated = digits.replaceAll(/\s/g, '')
    const value =
      language === 'en'
        ? Number(separated.replaceAll(',', ''))
        : Number(separated.replaceAll(',', '.'))
    return wordOf(value, unit.trim().toLowerCase())
  })
  const isUnread = IN_WORDS.test(plain) || /[^\P{N}0-9]/u.test(plain)
  return new Set([...found, ...(isUnread ? ['?'] : [])])
}

function wordOf(value: number, unit: string): string {
  if (/^(%|per\s?cent|процент)/.test(unit)) return `${value}%`
  if (/^(k|к|thousand|тыс)/.test(unit)) return String(value * 1_000)
  if (/^(m|million|млн)/.test(unit)) return String(value * 1_000_000)
  return String(value)
}
