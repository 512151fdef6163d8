import { kazakhStem } from './kazakh-stem.ts'

const VOWEL = 'аеиоуыэюя'
const GERUND = /(?:(?<=[ая])(?:вшись|вши|в)|ившись|ывшись|ивши|ывши|ив|ыв)$/u
const REFLEXIVE = /с[ья]$/u
const ADJECTIVE =
  /(?:ими|ыми|его|ого|ему|ому|ее|ие|ые|ое|ей|ий|ый|ой|ем|им|ым|ом|их|ых|ую|юю|ая|яя|ою|ею)$/u
const PARTICIPLE = /(?:(?<=[ая])(?:ем|нн|вш|ющ|щ)|ивш|ывш|ующ)$/u
const VERB =
  /(?:(?<=[ая])(?:ете|йте|ешь|нно|ла|на|ли|ем|ло|но|ет|ют|ны|ть|й|л|н)|уйте|ейте|ила|ыла|ена|ите|или|ыли|ило|ыло|ено|ует|уют|ены|ить|ыть|ишь|ей|уй|ил|ыл|им|ым|ен|ят|ит|ыт|ую|ю)$/u
const NOUN =
  /(?:иями|ями|ами|ией|иям|ием|иях|ев|ов|ие|ье|еи|ии|ей|ой|ий|ям|ем|ам|ом|ах|ях|ию|ью|ия|ья|а|е|и|й|о|у|ы|ь|ю|я)$/u
const DERIVATIONAL =
  /^.{0,30}?[^аеиоуыэюя][аеиоуыэюя]{1,4}[^аеиоуыэюя]{1,8}[аеиоуыэюя].{0,30}ость?$/u

/** The stem of a lower-case Russian word with е for ё, by the rules of Snowball. */
export function russianStem(word: string): string {
  const first = word.search(new RegExp(`[${VOWEL}]`, 'u'))
  if (first === -1 || !/^[а-я]+$/u.test(word)) return word
  const [head, tail] = [word.slice(0, first + 1), word.slice(first + 1)]
  const stepped = withoutInflection(tail).replace(/и$/u, '')
  const derived = DERIVATIONAL.test(tail) ? stepped.replace(/ость?$/u, '') : stepped
  const plain = derived.endsWith('нн')
    ? derived.slice(0, -1)
    : derived.replace(/(?:ейше|ейш)$/u, '').replace(/ь$/u, '')
  return head + plain.replace(/нн$/u, 'н')
}

function withoutInflection(tail: string): string {
  if (GERUND.test(tail)) return tail.replace(GERUND, '')
  const plain = tail.replace(REFLEXIVE, '')
  if (ADJECTIVE.test(plain)) return plain.replace(ADJECTIVE, '').replace(PARTICIPLE, '')
  if (VERB.test(plain)) return plain.replace(VERB, '')
  return plain.replace(NOUN, '')
}

/** A lower-case English word without the endings of plural and possession. */
export function englishStem(word: string): string {
  const singular = word.replace(/['’ʼ]s?$/u, '')
  if (singular.length < 4 || !/^[a-z-]+$/.test(singular)) return singular
  return singular
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x|z)es$/, '$1')
    .replace(/([^sui])s$/, '$1')
}

export type Script = 'latin' | 'cyrillic' | 'other'

export const scriptOf = (word: string): Script =>
  /^[a-z0-9'’ʼ.-]+$/.test(word)
    ? 'latin'
    : /^[а-яәғқңөұүһі0-9-]+$/u.test(word)
      ? 'cyrillic'
      : 'other'

/**
 * Returns the stems that a word has in the languages of its letters, the word itself among them.
 */
export function stemsOf(word: string): string[] {
  const script = scriptOf(word)
  if (script === 'latin') return [...new Set([word, englishStem(word)])]
  if (script === 'cyrillic') return [...new Set([word, russianStem(word), kazakhStem(word)])]
  return [word]
}
