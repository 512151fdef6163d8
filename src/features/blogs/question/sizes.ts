import type { Reading } from './reading.ts'

/** A name of a size, alone or before "bloggers" and the like, joined or not. */
function named(names: string): RegExp {
  const creators = 'influencers?|bloggers?|creators?|блог\\p{L}*|инфлюенс\\p{L}*|автор\\p{L}*'
  return new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${names})(?:[- ]?(?:${creators}))?(?![\\p{L}\\p{N}])`,
    'gu',
  )
}

/** How people call creators of a size, with the followers that they mean. */
const SIZES: readonly { names: RegExp; min?: number; max?: number }[] = [
  { names: named('nano|нано'), min: 1_000, max: 10_000 },
  { names: named('micro|mikro|микро'), min: 10_000, max: 100_000 },
  { names: named('mid[- ]?(?:tier|sized?)|midi|миди'), min: 100_000, max: 500_000 },
  { names: named('macro|makro|макро'), min: 100_000, max: 1_000_000 },
  { names: named('mega|мега|миллионник\\p{L}*|миллионшы\\p{L}*'), min: 1_000_000 },
  { names: named('big|large|huge|крупн\\p{L}*|больш(?:ие|их|ими)|үлкен|ірі'), min: 100_000 },
  { names: named('small|tiny|небольш\\p{L}*|маленьк\\p{L}*|шағын|кіші|кішкентай'), max: 10_000 },
]

const THOUSAND = /^(?:k|к|тыс|тыщ|thou|мың)/u
const AMOUNT =
  /(?<![\p{L}\p{N}.,])(\d{1,15}(?:[ \u00a0.,]\d{3}(?!\d)){0,4}(?:[.,]\d{1,2}(?!\d))?)(?:\s?(тысяч\p{L}{0,5}|тыс\.?|тыщ\p{L}{0,5}|thousands?|мың|millions?|миллион(?:а|ов)?|mln|млн\.?|[kкmм](?!\p{L})))?(-?(?:нан|нен|дан|ден|тан|тен|ға|ге|қа|ке|нің|ның)(?!\p{L}))?(?!\p{N})/gu

/** A number of a question: `ending` is the case of a Kazakh one. */
type Amount = {
  value: number
  hasFactor: boolean
  ending: string
  from: number
  to: number
}

const UNIT =
  '(?:\\s*(?:followers?|subscribers?|subs|fans|people|подписчик\\p{L}*|фолловер\\p{L}*|человек|' +
  'жазылушы\\p{L}*|оқырман\\p{L}*|адам\\p{L}*)(?!\\p{L}))'
const HAS_UNIT = new RegExp(`^${UNIT}`, 'u')
const MIN_BEFORE =
  /(?:^|[^\p{L}])(?:from|over|above|more than|greater than|at least|min(?:imum)?\.?|starting at|>=?|≥|от|больше(?: чем)?|более(?: чем)?|свыше|выше|не менее|не меньше|минимум|кемінде|ең (?:аз|кемі)|ең азы)\s*$/u
const MAX_BEFORE =
  /(?:^|[^\p{L}])(?:up to|under|below|less than|fewer than|no more than|at most|max(?:imum)?\.?|<=?|≤|до|меньше(?: чем)?|менее(?: чем)?|не более|не больше|максимум|ниже|ең көбі|ең көп)\s*$/u
const MIN_AFTER = new RegExp(
  `^${UNIT}?\\s*(?:\\+|(?:plus|and (?:more|up|above|over)|or more|и больше|и выше|и более|плюс|` +
    'көп\\p{L}*|жоғары|астам|артық|бастап)(?!\\p{L}))',
  'u',
)
const MAX_AFTER = new RegExp(
  `^${UNIT}?\\s*(?:or less|or fewer|and (?:less|below)|max|и меньше|и менее|и ниже|максимум|аз|кем|төмен|` +
    'дейін\\p{L}*|аспайтын)(?!\\p{L})',
  'u',
)
const BETWEEN_BEFORE = /(?:^|[^\p{L}])(?:between|между)\s*$/u
const JOINED = /^\s*(?:-|–|—|\.\.|to|до|по|бастап)\s*$/u
const AND = /^\s*(?:and|и|мен|пен)\s*$/u
/** A word before a range belongs to it. */
const RANGE_BEFORE = /(?:^|[^\p{L}])((?:between|между|from|от|с)\s*)$/u
const RANGE_AFTER = /^\s*(?:дейін\p{L}*|аралығында\p{L}*|арасында\p{L}*)/u
/** The least number that means followers without saying so: "двое детей, 2024" does not. */
const MIN_BARE = 3_000

/** Returns what a question in lower case says of followers, by numbers and names of sizes. */
export function readSizes(text: string): Reading[] {
  const amounts = [...text.matchAll(AMOUNT)].map(amountOf)
  const found: Reading[] = []
  for (let at = 0; at < amounts.length; at += 1) {
    const [amount, next] = [amounts[at], amounts[at + 1]]
    if (amount === undefined) break
    const range = next === undefined ? [] : rangeOf(text, amount, next)
    if (range.length > 0) at += 1
    found.push(...(range.length > 0 ? range : boundOf(text, amount)))
  }
  return found.length > 0 ? found : namesOfSizes(text)
}

function amountOf({ 0: all, 1: digits = '', 2: factor, 3: ending = '', index }: RegExpExecArray) {
  const plain = digits.replaceAll(/[ \u00a0.,](?=\d{3}(?!\d))/g, '').replace(',', '.')
  const times = factor === undefined ? 1 : THOUSAND.test(factor) ? 1_000 : 1_000_000
  const value = Math.round(Number(plain) * times)
  return { value, hasFactor: times > 1, ending, from: index, to: index + all.length }
}

/** Words that belong to a number are as near to it. */
const NEAR = 40

const textBefore = (text: string, { from }: Amount): string =>
  text.slice(Math.max(0, from - NEAR), from)

const textAfter = (text: string, { to }: Amount): string => text.slice(to, to + NEAR)

function rangeOf(text: string, low: Amount, high: Amount): Reading[] {
  const before = textBefore(text, low)
  const least = leastOf(low, high)
  if (!isRange(text, low, high) || least > high.value || high.value < MIN_BARE) return []
  const from = low.from - (RANGE_BEFORE.exec(before)?.[1]?.length ?? 0)
  const to = high.to + (RANGE_AFTER.exec(textAfter(text, high))?.[0].length ?? 0)
  return [
    { parameter: 'min_followers', value: String(least), from, to },
    { parameter: 'max_followers', value: String(high.value), from, to },
  ]
}

function isRange(text: string, low: Amount, high: Amount): boolean {
  const gap = text.slice(low.to, high.from).slice(0, NEAR)
  if (JOINED.test(gap)) return true
  if (gap.trim() === '') return /[нт][ае]н$/u.test(low.ending)
  if (!AND.test(gap)) return false
  return BETWEEN_BEFORE.test(textBefore(text, low)) || RANGE_AFTER.test(textAfter(text, high))
}

/** The lower number in units of the higher: 10 of "10-100k" is 10,000. */
function leastOf(low: Amount, high: Amount): number {
  if (low.hasFactor || !high.hasFactor) return low.value
  const scaled = low.value * (high.value >= 1_000_000 ? 1_000_000 : 1_000)
  return scaled <= high.value ? scaled : low.value
}

function boundOf(text: string, amount: Amount): Reading[] {
  const { value, from, to } = amount
  const after = textAfter(text, amount)
  const unit = lengthOf(HAS_UNIT, after)
  if (!isOfFollowers(amount, unit)) return []
  const before = textBefore(text, amount)
  const isMax = MAX_AFTER.test(after) || (MAX_BEFORE.test(before) && !MIN_AFTER.test(after))
  const found = (MAX_BEFORE.exec(before) ?? MIN_BEFORE.exec(before))?.[0]
  const end = lengthOf(MAX_AFTER, after) || lengthOf(MIN_AFTER, after) || unit
  return [
    {
      parameter: isMax ? 'max_followers' : 'min_followers',
      value: String(value),
      from: from - trimmedLength(found),
      to: to + end,
    },
  ]
}

const lengthOf = (pattern: RegExp, text: string): number => pattern.exec(text)?.[0].length ?? 0

function isOfFollowers({ value, hasFactor }: Amount, unit: number): boolean {
  if (unit > 0) return true
  return value >= 100 && (hasFactor || value >= MIN_BARE)
}

/** The length of words before a number, without the space or mark in front of them. */
const trimmedLength = (found: string | undefined): number =>
  (found ?? '').replace(/^[^\p{L}<>=≥≤]+/u, '').length

function namesOfSizes(text: string): Reading[] {
  for (const { names, min, max } of SIZES)
    for (const { 0: found, index: from } of text.matchAll(names)) {
      const place = { from, to: from + found.length }
      return [
        ...(min === undefined
          ? []
          : [{ parameter: 'min_followers' as const, value: String(min), ...place }]),
        ...(max === undefined
          ? []
          : [{ parameter: 'max_followers' as const, value: String(max), ...place }]),
      ]
    }
  return []
}
