import { tokensOf } from '../../../creators/caption-tokens.ts'

/** A term and its translation, both as they are written. */
export type GlossaryEntry = { term: string; translation: string }

/** The glossary of one pair of languages; its version is 0 before a user has written it. */
export type Glossary = { version: number; entries: readonly GlossaryEntry[] }

type Term = GlossaryEntry & { start: number }

const isWord = (char: string | undefined): boolean =>
  char !== undefined && /[\p{L}\p{M}\p{N}_]/u.test(char)
const isUnspaced = (text: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(text)

/** Whether an entry is about a hashtag and nothing else. */
export const isHashtag = (text: string): boolean => {
  const [token, ...others] = tokensOf(text)
  return others.length === 0 && token?.kind === 'hashtag' && token.text === text
}

/**
 * A term in lower case is found in any case, one with a capital only as it is written: a name may
 * be a common word, too.
 */
const hasCapital = (term: string): boolean => term !== term.toLowerCase()

/** Longer terms first: "flat white" before "white". Those for hashtags are not among them. */
export const termsOf = ({ entries }: Glossary): readonly GlossaryEntry[] =>
  entries.filter(({ term }) => !isHashtag(term)).toSorted((a, b) => b.term.length - a.term.length)

/** Returns the terms that a text has as whole words; none overlaps another. */
export function findTerms(text: string, terms: readonly GlossaryEntry[]): Term[] {
  const found: Term[] = []
  const lower = text.toLowerCase()
  // Some letters change their length; places would be wrong then.
  const folded = lower.length === text.length ? lower : text
  const taken = new Uint8Array(text.length)
  for (const entry of terms) {
    const searched = hasCapital(entry.term) ? text : folded
    let start = searched.indexOf(entry.term)
    for (; start !== -1; start = searched.indexOf(entry.term, start + entry.term.length)) {
      const end = start + entry.term.length
      if (taken.subarray(start, end).includes(1) || !isWhole(text, start, end)) continue
      taken.fill(1, start, end)
      found.push({ ...entry, start })
    }
  }
  return found.toSorted((a, b) => a.start - b.start)
}

function isWhole(text: string, start: number, end: number): boolean {
  if (isUnspaced(text.slice(start, end))) return true
  const joinsBefore = isWord(text[start]) && isWord(text[start - 1])
  return !joinsBefore && !(isWord(text[end - 1]) && isWord(text[end]))
}

/**
 * A hashtag in the other language, if the glossary has it; in any case, as the platform reads it.
 */
export function translateHashtags(run: string, { entries }: Glossary): string {
  const known = new Map(
    entries.flatMap(({ term, translation }) =>
      isHashtag(term) ? [[keyOf(term), translation] as const] : [],
    ),
  )
  return run.replaceAll(/[#＃][^#＃]+/gu, (tag) => known.get(keyOf(tag)) ?? tag)
}

const keyOf = (tag: string): string => tag.normalize('NFC').toLowerCase().replace('＃', '#')
