import { cityOf, type Ambiguity, type City } from './cities.ts'
import { cityIndex, type Node } from './city-index.ts'
import { wordsOf, type Word } from './fold.ts'
import { cityOfHashtag } from './hashtags.ts'

/**
 * The city with this name alone, in any of its spellings, or with this id. Without the rules for
 * ambiguous names.
 */
export function cityNamed(name: string): City | undefined {
  const text = name.trim().normalize('NFC')
  if (/^\d{1,9}$/.test(text)) return cityOf(Number(text))
  const words = wordsOf(text)
  const match = matchAt(text, words, 0, cityIndex())
  return match?.words === words.length ? match.city : undefined
}

/** The city in a filter: its English name, or its id where another city has that name. */
export const cityValue = (city: City): string =>
  cityNamed(city.names.en)?.id === city.id ? city.names.en : String(city.id)

/** A city in a text: from its first letter to behind its last. */
export type FoundCity = { city: City; from: number; to: number }

type Match = FoundCity & { kind?: Ambiguity; words: number }

/** Between the words of one name: "Алма-Ата", "Мин. Воды". */
const WITHIN_NAME = /^[\s\u00a0.‐-―-]{1,3}$/u
/** Words before a city. A question has no capitals: "блогеры в орле". */
const BEFORE = new Set(
  'в во из г гор город города городе городу қ in from near at around city town'.split(' '),
)
const AFTER =
  /^(?:кала(?:сы(?:нда|нан|на|нын|мен|ндагы)?|да|дан)?|город|city|town|г|qala(?:sy(?:nda)?)?)$/
/** A region is no city. */
const REGION =
  /^(?:обл(?:ас\p{L}*|ыс\p{L}*)?|region|oblast|province|район\p{L}*|аудан\p{L}*|округ\p{L}*|district|край)$/u
const COUNTRY =
  /^(?:казах?стан\p{L}*|kazakh?stan|qazaqstan|рк|kz|росси[яию]\p{L}*|russia|рф|ru|узбекистан\p{L}*|uzbekistan|uz|кыргызстан\p{L}*|kyrgyzstan|kg|т[ау]ркменистан\p{L}*|turkmenistan|таджикистан\p{L}*|tajikistan|украин\p{L}*|ukraine|беларус\p{L}*|belarus|грузи\p{L}*|georgia|армени\p{L}*|armenia|азербайджан\p{L}*|azerbaijan|франци\p{L}*|france|итали\p{L}*|italy|испани\p{L}*|spain|турци\p{L}*|turkey|т[уү]ркия|болгари\p{L}*|bulgaria|германи\p{L}*|germany|usa|сша|uk|австри\p{L}*|austria|мальдив\p{L}*|maldives|инди\p{L}*|india|кита[йе]\p{L}*|china|бразили\p{L}*|brazil)$/u
/** The end of a sentence, or of a fact in a biography. */
const SEPARATOR = /[.!?…\n\r|•·/\\:;—–()[\]«»"“”]|\p{Extended_Pictographic}/u
const PIN = /[📍📌🏙🌆🏠🌍🌎🌏][\ufe0f\s]{0,3}$/u

/**
 * The cities that a text names, in any of three languages and scripts and in their cases, the
 * longest name first; positions are those of the text, which is NFC. A name that is also a word or
 * a name of people counts only where the text shows that it is a place (README.md). Linear.
 */
export function findCities(text: string): FoundCity[] {
  const words = wordsOf(text)
  const found: FoundCity[] = []
  const index = cityIndex()
  let at = 0
  while (at < words.length) {
    const match = matchAt(text, words, at, index)
    if (match !== undefined && isPlace(text, words, at, match)) {
      found.push({ city: match.city, from: match.from, to: match.to })
      at += match.words
      continue
    }
    const word = words[at]
    const tagged = word && text.charAt(word.from - 1) === '#' && cityOfHashtag(word.key)
    if (word && tagged) found.push({ city: tagged, from: word.from, to: word.to })
    at += 1
  }
  return found
}

function matchAt(
  text: string,
  words: readonly Word[],
  at: number,
  index: ReadonlyMap<string, Node>,
): Match | undefined {
  let longest: Match | undefined
  let level: ReadonlyMap<string, Node> | undefined = index
  const first = words[at]
  for (let next = at; level !== undefined && first !== undefined; next++) {
    const word = words[next]
    if (word === undefined) break
    if (next > at && !WITHIN_NAME.test(gapBefore(text, words, next))) break
    const node: Node | undefined = level.get(word.key)
    if (node?.city !== undefined) {
      const { city, kind } = node
      longest = { city, from: first.from, to: word.to, words: next - at + 1, ...(kind && { kind }) }
    }
    level = node?.next
  }
  return longest
}

/** The text between a word and the one before it, or the beginning. */
const gapBefore = (text: string, words: readonly Word[], at: number): string =>
  text.slice(words[at - 1]?.to ?? 0, words[at]?.from ?? text.length)

function isPlace(text: string, words: readonly Word[], at: number, match: Match): boolean {
  const behind = at + match.words
  const after = words[behind]
  const gapAfter = gapBefore(text, words, behind)
  if (after !== undefined && REGION.test(after.key) && /^[\s-]*$/.test(gapAfter)) return false
  if (match.kind === undefined) return true
  const isCapital = startsWithCapital(text, match.from)
  const isMarked = hasMark(text, words, at, behind)
  if (match.kind === 'name') return isMarked
  if (match.kind === 'strict') return isMarked && isCapital
  return isMarked || (isCapital && isNoBeginning(text, words, at, behind))
}

/** Whether a preposition, "city", a pin or a country beside it shows a place. */
function hasMark(text: string, words: readonly Word[], at: number, behind: number): boolean {
  const [before, after] = [words[at - 1], words[behind]]
  const [gapBeforeIt, gapAfterIt] = [gapBefore(text, words, at), gapBefore(text, words, behind)]
  if (PIN.test(gapBeforeIt)) return true
  if (before !== undefined && BEFORE.has(before.key) && /^[\s.:,-]*$/.test(gapBeforeIt)) return true
  if (before !== undefined && COUNTRY.test(before.key) && /^[\s,.]+$/.test(gapBeforeIt)) return true
  if (after === undefined) return false
  if (AFTER.test(after.key) && /^[\s-]*$/.test(gapAfterIt)) return true
  return COUNTRY.test(after.key) && /^[\s,.]+$/.test(gapAfterIt)
}

/**
 * A capital says something inside a sentence that is not all in capitals, and when the name is
 * alone between separators.
 */
function isNoBeginning(text: string, words: readonly Word[], at: number, behind: number): boolean {
  const gap = gapBefore(text, words, at)
  const before = words[at - 1]
  const isFirst = before === undefined || SEPARATOR.test(gap)
  if (!isFirst) return gap.includes(',') || !startsWithCapital(text, before.from)
  const gapAfter = gapBefore(text, words, behind)
  return words[behind] === undefined || SEPARATOR.test(gapAfter) || gapAfter.includes(',')
}

function startsWithCapital(text: string, at: number): boolean {
  const letter = text.charAt(at)
  return letter !== letter.toLowerCase()
}
