import { CITY_ENTRIES, type Ambiguity, type City, type CityEntry } from './cities.ts'
import { peopleOf } from './demonyms.ts'
import { folded } from './fold.ts'
import { kazakhForms } from './kazakh-forms.ts'
import { latinOfKazakh, latinOfRussian } from './latin.ts'
import { russianForms } from './russian-forms.ts'

/** A word of a name: the names that end here, and the words that continue them. */
export type Node = { city?: City; kind?: Ambiguity; next?: Map<string, Node> }
type Root = Map<string, Node>

/** Countries whose names are also typed in Latin letters as they sound. */
export const NEAR: ReadonlySet<string> = new Set([
  'KZ',
  'KG',
  'UZ',
  'TJ',
  'TM',
  'RU',
  'AZ',
  'AM',
  'GE',
  'BY',
  'UA',
  'MD',
])
/** Shorter transliterations of distant cities are English words: Лион, Вена. */
const SHORTEST_DISTANT = 6
const SHORTEST_LATIN_CASE = 4

const UZBEK_ENDINGS = ['da', 'dan', 'ga', 'ning', 'ni', 'lik', 'dagi'] as const

/** Makes a value at its first use. */
export const lazily = <Value>(make: () => Value): (() => Value) => {
  let made: Value | undefined
  return () => (made ??= make())
}

/** All forms of all names, by their first word. Made at the first use: it takes some 150 ms. */
export const cityIndex: () => ReadonlyMap<string, Node> = lazily(makeIndex)

function makeIndex(): Map<string, Node> {
  const root: Root = new Map()
  // Nominatives first: the name of one city is stronger than a case of another.
  const named = CITY_ENTRIES.map((entry) => ({ entry, names: namesOf(entry) }))
  for (const { entry, names } of named)
    for (const name of names) add(root, entry, { form: folded(name), base: folded(name) })
  for (const { entry, names } of named)
    for (const form of [...names].flatMap((name) => casesOf(entry, name))) add(root, entry, form)
  for (const entry of CITY_ENTRIES)
    for (const form of peopleOf(entry.city)) add(root, entry, { form, base: form })
  return root
}

function namesOf({ city, aliases }: CityEntry): Set<string> {
  const { en, ru, kk } = city.names
  const local = [ru, kk, ...aliases].filter(isCyrillic)
  const isNear = NEAR.has(city.country)
  const latin = local.flatMap((name) => [
    latinOfRussian(folded(name)),
    ...(city.country === 'KZ' ? latinOfKazakh(name) : []),
  ])
  const typed = latin.filter((name) => isNear || name.length >= SHORTEST_DISTANT)
  return new Set([en, ...local, ...aliases, ...typed])
}

const isCyrillic = (name: string): boolean => /\p{Script=Cyrillic}/u.test(name)

type Form = { form: string; base: string; isKazakhCase?: true }

/** All cases of a name but the nominative. */
function casesOf({ city }: CityEntry, name: string): Form[] {
  const base = folded(name)
  if (!isCyrillic(name))
    return city.country === 'UZ' ? UZBEK_ENDINGS.map((end) => caseOf(base, end)) : []
  const russian = russianForms(base).map((form): Form => ({ form, base }))
  const endings = kazakhForms(name)
  const kazakh = endings.map((ending) => caseOf(base, ending))
  if (city.country !== 'KZ' || base.length < SHORTEST_LATIN_CASE) return [...russian, ...kazakh]
  const latin = latinOfKazakh(name).flatMap((spelling) =>
    endings.map((ending) => caseOf(folded(spelling), latinOfRussian(ending))),
  )
  return [...russian, ...kazakh, ...latin]
}

const caseOf = (base: string, ending: string): Form => ({
  form: base + ending,
  base,
  isKazakhCase: true,
})

/** Adds one form, unless a name of an earlier city has it. */
function add(root: Root, { city, marks }: CityEntry, { form, base, isKazakhCase }: Form): void {
  const node = nodeOf(root, form.split(' '))
  if (node === undefined || node.city !== undefined || form === '') return
  const kind = marks.get(form) ?? marks.get(base)
  node.city = city
  // "Түркістанда" says where, as a preposition does.
  if (kind !== undefined && !(isKazakhCase && kind === 'word')) node.kind = kind
}

function nodeOf(root: Root, words: readonly string[]): Node | undefined {
  let node: Node | undefined
  for (const word of words) {
    const level: Root = node === undefined ? root : (node.next ??= new Map<string, Node>())
    node = level.get(word) ?? {}
    level.set(word, node)
  }
  return node
}
