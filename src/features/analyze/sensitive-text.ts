import { ENGLISH } from './sensitive-terms/en.ts'
import { KAZAKH } from './sensitive-terms/kk.ts'
import { RUSSIAN } from './sensitive-terms/ru.ts'
import { SENSITIVE_KINDS, type SensitiveKind, type TermList } from './sensitive-terms/term-list.ts'

/** A word of a term: the forms that it is written in, and what it may begin with. */
type Word = { forms: ReadonlySet<string>; stems: readonly string[] }
type Term<Kind> = { kind: Kind; words: readonly Word[] }
/** Terms by the beginning of their first word: most words of a text are compared with nothing. */
type Index<Kind> = ReadonlyMap<string, readonly Term<Kind>[]>

const INDEXED = 2
const LISTS: readonly TermList[] = [ENGLISH, RUSSIAN, KAZAKH]

const terms = indexed(
  SENSITIVE_KINDS.flatMap((kind) => LISTS.flatMap((list) => termsOf(kind, list[kind]))),
)
const passes = indexed(LISTS.flatMap((list) => termsOf('passes', list.passes)))

/**
 * The sensitive subject of a text, by the shipped lists of words in English, Russian and Kazakh,
 * all of them for every text; null for none. A hint without such a word is not found.
 */
export function sensitiveKindOf(text: string): SensitiveKind | null {
  const words: (string | null)[] = wordsOf(text)
  // Harmless words first: their words are part of no term then.
  for (let at = 0; at < words.length; at += 1) {
    const length = longestAt(passes, words, at)?.words.length ?? 0
    words.fill(null, at, at + length)
  }
  for (let at = 0; at < words.length; at += 1) {
    const found = longestAt(terms, words, at)
    if (found) return found.kind
  }
  return null
}

/** Marks of stress and invisible characters, which are no part of a word. */
const UNSEEN = /[\u0301\u00ad\u200b-\u200d\u2060\ufeff]/gu

const CAPITAL_INSIDE = /\p{Ll}\p{Lu}/u
const BEFORE_CAPITAL = /(?<=\p{Ll})(?=\p{Lu})/gu

/** Words in lower case, split at hyphens, apostrophes, underscores and capitals (#ProudMother). */
function wordsOf(text: string): string[] {
  const normalized = text.normalize('NFKC').replace(UNSEEN, '')
  // Most texts have capitals at the beginnings of words alone.
  const spaced = CAPITAL_INSIDE.test(normalized)
    ? normalized.replace(BEFORE_CAPITAL, ' ')
    : normalized
  return (
    spaced
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}

function longestAt<Kind>(
  index: Index<Kind>,
  words: readonly (string | null)[],
  at: number,
): Term<Kind> | undefined {
  const first = words[at]
  if (first === null || first === undefined) return undefined
  let longest: Term<Kind> | undefined
  for (const term of index.get(first.slice(0, INDEXED)) ?? []) {
    if (term.words.length <= (longest?.words.length ?? 0)) continue
    if (term.words.every((word, offset) => matches(word, words[at + offset]))) longest = term
  }
  return longest
}

function matches({ forms, stems }: Word, word: string | null | undefined): boolean {
  if (word === null || word === undefined) return false
  return forms.has(word) || stems.some((stem) => word.startsWith(stem))
}

function termsOf<Kind>(kind: Kind, list: string): Term<Kind>[] {
  const texts = list.split(',').map((text) => text.trim())
  return texts.map((text) => ({ kind, words: text.split(/\s+/u).map(wordOf) }))
}

function wordOf(text: string): Word {
  const alternatives = text.split('|')
  return {
    forms: new Set(alternatives.filter((each) => !each.endsWith('*'))),
    stems: alternatives.filter((each) => each.endsWith('*')).map((each) => each.slice(0, -1)),
  }
}

function indexed<Kind>(list: readonly Term<Kind>[]): Index<Kind> {
  const index = new Map<string, Term<Kind>[]>()
  for (const term of list) {
    const [first] = term.words
    const starts = [...(first?.forms ?? []), ...(first?.stems ?? [])]
    for (const start of new Set(starts.map((each) => each.slice(0, INDEXED)))) {
      const sharing = index.get(start) ?? []
      index.set(start, [...sharing, term])
    }
  }
  return index
}
