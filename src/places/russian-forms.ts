import { pairsOf } from './pairs.ts'

/** Genitives of names that are plural words; their other cases follow from the nominative. */
const PLURALS: ReadonlyMap<string, string> = new Map([
  ...pairsOf('шахты:шахт мытищи:мытищ химки:химок люберцы:люберец кимры:кимр чебоксары:чебоксар'),
  ...pairsOf('ессентуки:ессентуков ливны:ливен клинцы:клинцов лиски:лисок апатиты:апатитов'),
  ...pairsOf('афины:афин канны:канн салоники:салоник черкассы:черкасс бендеры:бендер воды:вод'),
  ...pairsOf('барановичи:барановичей бельцы:бельц черновцы:черновцов луки:лук челны:челнов'),
  ...pairsOf('боровичи:боровичей березники:березников минводы:минвод сумы:сум'),
])

/** Nouns that lose a vowel in other cases. */
const STEMS: ReadonlyMap<string, string> = new Map(
  pairsOf('орел:орл елец:ельц череповец:череповц волочек:волочк церковь:церкв'),
)

type Rule = readonly [end: RegExp, cut: number, endings: readonly string[]]

const ADJECTIVES: readonly Rule[] = [
  [/[кгхшщ]ий$/, 2, ['ого', 'ому', 'им', 'ом']],
  [/н?ий$/, 2, ['его', 'ему', 'им', 'ем']],
  [/ый$/, 2, ['ого', 'ому', 'ым', 'ом']],
  [/(?:ск|в|зл|сн)ой$/, 2, ['ого', 'ому', 'ым', 'ом']],
  [/ая$/, 2, ['ой', 'ой', 'ую', 'ой']],
  [/няя$/, 2, ['ей', 'ей', 'юю', 'ей']],
  [/ское$/, 2, ['ого', 'ому', 'им', 'ом']],
  [/ое$/, 2, ['ого', 'ому', 'ым', 'ом']],
  [/ые$/, 2, ['ых', 'ым', 'ыми', 'ых']],
  [/ие$/, 2, ['их', 'им', 'ими', 'их']],
]

/** By ending of the nominative: how many letters go, and the endings of the other cases. */
const NOUNS: readonly Rule[] = [
  // The genitive of a name in -ово or -ино is also a surname: Иванова.
  [/[оеи]во$|ино$/, 1, ['е']],
  [/[цжчшщ]$/, 0, ['а', 'у', 'ем', 'ом', 'е']],
  [/[бвгдзклмнпрстфх]$/, 0, ['а', 'у', 'ом', 'е']],
  [/й$/, 1, ['я', 'ю', 'ем', 'е']],
  [/[лн]ь$/, 1, ['и', 'ью', 'я', 'ю', 'ем', 'е']],
  [/ь$/, 1, ['и', 'ью']],
  [/ия$/, 1, ['и', 'ю', 'ей']],
  [/я$/, 1, ['и', 'е', 'ю', 'ей']],
  [/[гкхжшщч]а$/, 1, ['и', 'е', 'у', 'ой']],
  [/а$/, 1, ['ы', 'е', 'у', 'ой']],
]

const SHORTEST = 3

/** All cases of a folded Russian name, of one or several words, the nominative first. */
export function russianForms(name: string): string[] {
  const words = name.split(' ')
  const last = words.at(-1) ?? ''
  const first = words.findIndex((word) => word === 'на')
  if (first > 0) return caseForms(words[0] ?? '').map((form) => [form, ...words.slice(1)].join(' '))
  const heads = words.slice(0, -1)
  if (heads.length === 0) return caseForms(last)
  return caseForms(last).map((form, index) => [...heads.map(headIn(index, last)), form].join(' '))
}

/** Words before the last one agree with it when they, or it, are adjectives. */
const headIn =
  (index: number, last: string) =>
  (head: string): string => {
    const adjective = isAdjective(head)
    if (!adjective && !isAdjective(last)) return head
    const forms = caseForms(head)
    return forms[Math.min(index, forms.length - 1)] ?? head
  }

const isAdjective = (word: string): boolean => ADJECTIVES.some(([end]) => end.test(word))

function caseForms(word: string): string[] {
  if (word.length < SHORTEST || !/^[а-я]+$/.test(word)) return [word]
  const genitive = PLURALS.get(word)
  if (genitive !== undefined)
    return [word, genitive, ...['ам', 'ами', 'ах'].map((end) => pluralStem(word) + end)]
  const rule = [...ADJECTIVES, ...NOUNS].find(([end]) => end.test(word))
  if (rule === undefined) return [word]
  const [, cut, endings] = rule
  const stem = STEMS.get(word) ?? word.slice(0, word.length - cut)
  return [word, ...endings.map((end) => stem + end)]
}

const pluralStem = (word: string): string => word.slice(0, -1)
