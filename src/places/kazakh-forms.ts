const BACK = 'а'
const FRONT = 'е'
type Harmony = typeof BACK | typeof FRONT

/** Endings of the cases after each kind of sound; `A` and `Y` follow the harmony. */
const ENDINGS = {
  vowel: ['дA', 'дAн', 'гA', 'нYн', 'нY', 'мен', 'лYк', 'лYктAр', 'дAгY'],
  liquid: ['дA', 'дAн', 'гA', 'дYн', 'дY', 'мен', 'лYк', 'лYктAр', 'дAгY'],
  nasal: ['дA', 'нAн', 'гA', 'нYн', 'дY', 'мен', 'дYк', 'дYктAр', 'дAгY'],
  buzz: ['дA', 'дAн', 'гA', 'дYн', 'дY', 'бен', 'дYк', 'дYктAр', 'дAгY'],
  voiceless: ['тA', 'тAн', 'кA', 'тYн', 'тY', 'пен', 'тYк', 'тYктAр', 'тAгY'],
} as const

const SHORTEST = 3

/**
 * All cases of a name in Kazakh but the nominative, of a folded name or one in Kazakh letters:
 * Алматыда, Алматыдағы, Алматылықтар. Folded as all names are.
 */
export function kazakhForms(name: string): string[] {
  const word = name.toLowerCase()
  if (word.length < SHORTEST || !/[а-яәғқңөұүһі]$/u.test(word)) return []
  const endings = ENDINGS[soundOf(word)]
  return harmoniesOf(word).flatMap((harmony) =>
    endings.map((ending) =>
      ending.replaceAll('A', harmony).replaceAll('Y', harmony === BACK ? 'ы' : 'и'),
    ),
  )
}

function soundOf(word: string): keyof typeof ENDINGS {
  const last = word.replace(/[ьъ]$/u, '').slice(-1)
  if (/[аәеёоөұүыіэияю]/u.test(last)) return 'vowel'
  if (last === 'у') return /[аәеыі]у$/u.test(word) ? 'liquid' : 'vowel'
  if (/[лрй]/u.test(last)) return 'liquid'
  if (/[мнң]/u.test(last)) return 'nasal'
  return /[зж]/u.test(last) ? 'buzz' : 'voiceless'
}

/** The last vowel decides; и, у, ю and я do not, so that both are taken. */
function harmoniesOf(word: string): readonly Harmony[] {
  const vowels = word.replace(/[^аәеёоөұүыіэиуюя]/gu, '')
  const last = vowels.slice(-1)
  if (/[аоұыё]/u.test(last)) return [BACK]
  if (/[әеөүіэ]/u.test(last)) return [FRONT]
  return [BACK, FRONT]
}
