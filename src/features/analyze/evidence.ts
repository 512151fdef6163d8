import type { ProfileFacts } from './profile-facts.ts'

/** A sign that a model names for an answer. */
export type EvidencePiece = { field: string; quote: string | null; post_id: string | null }

/** Why a piece of evidence does not hold. */
export type EvidenceFault =
  /** It is about a field without an answer. */
  | 'unanswered'
  /** It names neither words nor a post. */
  | 'empty'
  | 'too_long'
  /** No post that was sent has this id. */
  | 'unknown_post'
  /** These words are not in the post it names or, without one, nowhere in the profile. */
  | 'not_quoted'
  | 'repeated'

const MAX_QUOTE = 300

/** Where evidence is looked up: the texts that a model was sent. */
export type QuotedProfile = {
  texts: readonly string[]
  /** Usernames of others that are told as such, in lower case. */
  names: ReadonlySet<string>
  /** By id. */
  posts: ReadonlyMap<string, readonly string[]>
  /** `wordsOf` of the texts that were compared so far: one costs more than all the rest. */
  words: Map<string, string>
  /** What was looked up so far: the same words often speak for several fields. */
  quoted: Map<string, boolean>
}

export function quotedProfile(facts: ProfileFacts): QuotedProfile {
  const { posts, reels, advertised_brands: _named, ...rest } = facts
  const byId = new Map([...posts, ...reels].map((post) => [post.id, textsOf(textsOfPost(post))]))
  const told = [...posts, ...reels].flatMap(({ tagged, sponsors }) => [...tagged, ...sponsors])
  const stories = facts.highlights.flatMap(({ mentions }) => mentions)
  const names = [...facts.mentions, ...facts.tagged, ...facts.sponsors, ...told, ...stories]
  return quotable({ texts: textsOf(rest), names, posts: byId })
}

/** A profile by its texts beside those of its posts, by the names of others, and by the texts of each post. */
export function quotable({
  texts,
  names,
  posts,
}: {
  texts: readonly string[]
  names: readonly string[]
  posts: ReadonlyMap<string, readonly string[]>
}): QuotedProfile {
  return {
    texts: [...texts, ...[...posts.values()].flat()],
    names: new Set(names.map((name) => name.toLowerCase())),
    posts,
    words: new Map(),
    quoted: new Map(),
  }
}

/** Calls others by `@name` wherever a text has their names, so that who is erased is found in what was said of others. */
export const callingNames = (text: string, { names }: QuotedProfile): string =>
  names.size === 0 || !LATIN.test(text)
    ? text
    : text.replaceAll(/(?<![\w.@/])[a-z0-9_][a-z0-9_.]*[a-z0-9_]/giu, (word) =>
        names.has(word.toLowerCase()) ? `@${word}` : word,
      )

/** Whether a name may stand in a text at all. */
const LATIN = /[a-z0-9_]/iu

/** Without what was found in the caption: whoever quotes that quotes the caption. */
const textsOfPost = ({
  id: _id,
  date: _date,
  advertising: _quoted,
  ...texts
}: ProfileFacts['posts'][number]): unknown => texts

function textsOf(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value)
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) textsOf(each, found)
  return found
}

/**
 * What is wrong with a piece of evidence, null when all of it holds. A quote holds when its words stand in one text in
 * this order, whatever their case and the punctuation between them.
 */
export function evidenceFault(
  { quote, post_id }: EvidencePiece,
  profile: QuotedProfile,
): EvidenceFault | null {
  if (quote !== null && quote.length > MAX_QUOTE) return 'too_long'
  if (post_id === null && quote === null) return 'empty'
  const texts = post_id === null ? profile.texts : profile.posts.get(post_id)
  if (!texts) return 'unknown_post'
  if (quote === null) return null
  if (isQuoted(quote, post_id, { texts, profile })) return null
  return post_id === null && wordsOf(quote) === '' ? 'empty' : 'not_quoted'
}

function isQuoted(
  quote: string,
  postId: string | null,
  { texts, profile }: { texts: readonly string[]; profile: QuotedProfile },
): boolean {
  const name = `${postId ?? ''}\0${quote}`
  const known = profile.quoted.get(name)
  if (known !== undefined) return known
  const holds = stands(quote, texts, profile)
  profile.quoted.set(name, holds)
  return holds
}

function stands(quote: string, texts: readonly string[], profile: QuotedProfile): boolean {
  // Most quotes are exact: the longer comparison is made for the others alone.
  if (HAS_WORD.test(quote) && texts.some((text) => quotesExactly(text, quote))) return true
  const words = wordsOf(quote)
  if (words === '') return false
  return (
    texts.some((text) => quotesExactly(text, quote)) ||
    texts.some((text) => wordsIn(profile, text).includes(words))
  )
}

function wordsIn({ words }: QuotedProfile, text: string): string {
  const known = words.get(text)
  if (known !== undefined) return known
  const found = wordsOf(text)
  words.set(text, found)
  return found
}

const HAS_WORD = /[\p{L}\p{N}]/u
const WORD = /[\p{L}\p{M}\p{N}]/u

/** Whether a text has these very characters, and no letter of a longer word beside them. */
function quotesExactly(text: string, quote: string): boolean {
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    const after = text[at + quote.length] ?? ''
    if (!WORD.test(text[at - 1] ?? '') && !WORD.test(after)) return true
  }
  return false
}

/** The words and pictographs of a text with a space around each, so that no part of a word is taken for one. */
function wordsOf(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\ufe0f\u200d]/gu, '')
    .replace(/\p{So}/gu, ' $& ')
    .replace(/[^\p{L}\p{M}\p{N}\p{So}]+/gu, ' ')
    .trim()
  return plain === '' ? '' : ` ${plain} `
}
