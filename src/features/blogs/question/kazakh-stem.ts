/** Vowels of both harmonies; и and у stand in words of either. */
const BACK = 'аоұыяё'
const FRONT = 'әөүіеэ'
const VOWEL = `${BACK}${FRONT}иую`
const VOICELESS = 'птксшфхцчщқбвгд'
const NASAL = 'мнң'

/** Endings of one layer by the sound before them. */
type Endings = readonly { after: string; endings: string }[]

/**
 * The layers of endings in the order in which they are removed, in the spelling after back vowels.
 * derived.kazakh_stem has the same in SQL.
 */
const LAYERS: readonly Endings[] = [
  // I am, we are, you are, and who does.
  [
    { after: `${NASAL}рлйузж${VOICELESS}`, endings: 'атын|ады' },
    { after: VOWEL, endings: 'йтын|йды' },
    { after: `${VOWEL}рлйнң`, endings: 'мын|мыз|сың|сыз' },
    { after: `${NASAL}зж`, endings: 'бын|быз' },
    { after: VOICELESS, endings: 'пын|пыз|сың|сыз' },
  ],
  // Cases, and the adjective of a place.
  [
    { after: 'ы', endings: 'ндағы|нда|нан|на|н' },
    { after: `${VOWEL}${NASAL}`, endings: 'ның' },
    { after: VOWEL, endings: 'ны' },
    { after: `${VOWEL}${NASAL}рлйзж`, endings: 'дағы|дан|да|ға' },
    { after: 'рлйузж', endings: 'дың|ды' },
    { after: NASAL, endings: 'нан|ды' },
    { after: VOICELESS, endings: 'тағы|тың|тан|та|ты|қа' },
  ],
  // Possessives.
  [
    { after: VOWEL, endings: 'мыз|ңыз|сы|м|ң' },
    { after: `рлйузжғ${NASAL}${VOICELESS}`, endings: 'ымыз|ыңыз|ым|ың|ы' },
  ],
  // Plurals.
  [
    { after: `${VOWEL}рй`, endings: 'лар' },
    { after: `${NASAL}лзж`, endings: 'дар' },
    { after: VOICELESS, endings: 'тар' },
  ],
  // The past and the infinitive of verbs.
  [
    { after: `${NASAL}рлйузж${VOICELESS}`, endings: 'у' },
    { after: `${VOWEL}${NASAL}рлйзж`, endings: 'ған' },
    { after: VOICELESS, endings: 'қан' },
  ],
]

/**
 * An ending of one or two letters needs three letters before it, or two of which the second is a
 * consonant; a longer one needs two. The shortest stem is tried first.
 */
const pattern = (layer: Endings): RegExp => {
  const alternatives = layer.map(({ after, endings }) => {
    const all = endings.split('|')
    const long = all.filter((each) => each.length > 2).join('|')
    const short = all.filter((each) => each.length <= 2).join('|')
    return [
      ...(long === '' ? [] : [`(?<=..)(?<=[${after}])(?:${long})`]),
      ...(short === '' ? [] : [`(?<=...|.[^${VOWEL}])(?<=[${after}])(?:${short})`]),
    ].join('|')
  })
  const rest = `(?:.*?[${BACK}])??[^${BACK}${FRONT}]*?`
  return new RegExp(`^(${rest})(?:${alternatives.join('|')})$`, 'u')
}

const PATTERNS = LAYERS.map(pattern)
const IS_FRONT = new RegExp(`[${FRONT}][^${BACK}${FRONT}]*$`, 'u')
const IS_CYRILLIC = /^[а-яәғқңөұүһі]{4,}$/u
/** "With", which keeps one spelling after all vowels, and "that of". */
const SAME_EVERYWHERE = /(?<=...)(?:мен|бен|пен|нікі|дікі|тікі)$/u

/** The letters of front spelling, and those of back spelling at the same places. */
const FRONT_LETTERS = 'әөүіекг'
const BACK_LETTERS = 'аоұыақғ'

/**
 * Returns the stem of a lower-case Kazakh word: without endings of person, case, possession, number
 * and verb, as far as vowel harmony and the sound before allow them; the word itself where it is
 * shorter than four letters or not in Cyrillic. Two words are forms of one where stems are equal.
 */
export function kazakhStem(word: string): string {
  if (!IS_CYRILLIC.test(word)) return word
  const once = withoutEndings(word.replace(SAME_EVERYWHERE, ''))
  return voiceless(withoutEndings(once))
}

function withoutEndings(word: string): string {
  const spelled = IS_FRONT.test(word) ? inBackLetters(word) : word
  return word.slice(0, PATTERNS.reduce((rest, each) => rest.replace(each, '$1'), spelled).length)
}

const inBackLetters = (word: string): string =>
  word.replaceAll(
    new RegExp(`[${FRONT_LETTERS}]`, 'gu'),
    (letter) => BACK_LETTERS[FRONT_LETTERS.indexOf(letter)] ?? letter,
  )

/** A consonant at the end becomes voiced before a possessive: кітап, кітабы. */
const voiceless = (stem: string): string =>
  stem.replace(/[бгғ]$/u, (letter) => ({ б: 'п', г: 'к', ғ: 'қ' })[letter] ?? letter)
