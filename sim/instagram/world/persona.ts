import { createRandom, type Random } from '../random.ts'
import type { City } from './cities.ts'
import { NAMES, type Gender, type Name, type Origin } from './names.ts'
import type { Language, Topic } from './topics.ts'

export type ChildAge = 'baby' | 'toddler' | 'school'

/** A consistent person: name, languages and life fit each other and all texts. */
export type Persona = {
  gender: Gender
  first: Name
  last: Name
  languages: readonly Language[]
  /** Null without children. */
  children: ChildAge | null
  isMarried: boolean
  pet: 'cat' | 'dog' | null
  hasCar: boolean
  /** Whether some posts are adverts. */
  advertises: boolean
}

type Setting = { topic: Topic; city: City }

const LANGUAGES: Record<City['country'], readonly (readonly Language[])[]> = {
  kz: [['ru'], ['ru', 'kk'], ['ru', 'kk'], ['kk'], ['ru', 'en'], ['en']],
  ru: [['ru'], ['ru'], ['ru'], ['ru', 'en']],
  uz: [['ru'], ['ru'], ['ru', 'en']],
  ae: [['en'], ['en'], ['en'], ['ru', 'en'], ['ru']],
}

/** Cheap, because a username needs it; always the same for an index. */
export function personaOf(seed: string, index: number, { topic, city }: Setting): Persona {
  const random = createRandom(seed, 'persona', index)
  const languages = random.pick(LANGUAGES[city.country])
  const gender = random.chance(topic.shareOfWomen) ? 'female' : 'male'
  const names = NAMES[originOf(random, city, languages)][gender]
  const isParent = random.chance(topic.name === 'motherhood' ? 1 : 0.15)
  const age = random.pick(['baby', 'toddler', 'school'] as const)
  return {
    gender,
    languages,
    first: random.pick(names.first),
    last: random.pick(names.last),
    children: isParent ? age : null,
    isMarried: random.chance(isParent ? 0.8 : 0.25),
    pet: random.pick(['cat', 'dog', null, null, null] as const),
    hasCar: random.chance(0.25),
    advertises: random.chance(0.4),
  }
}

function originOf(random: Random, { country }: City, languages: readonly Language[]): Origin {
  const roll = random.next()
  if (languages.includes('kk')) return 'kazakh'
  if (country === 'ae') return languages.includes('ru') ? 'russian' : 'english'
  if (country === 'ru') return 'russian'
  if (country === 'uz') return roll < 0.7 ? 'uzbek' : 'russian'
  return roll < 0.6 || !languages.includes('ru') ? 'kazakh' : 'russian'
}

/** In Latin letters if the persona writes no others. */
export const spelledName = ({ languages }: Persona, { native, latin }: Name): string =>
  languages.every((language) => language === 'en')
    ? `${latin.slice(0, 1).toUpperCase()}${latin.slice(1)}`
    : native
