import type { ProfileFacts } from './store/profile-facts.ts'

/** A sign that a model names for an answer. */
export type EvidencePiece = { field: string; quote: string | null; post_id: string | null }

/** The reasons why a piece of evidence is invalid. */
export type EvidenceFault =
  /** The evidence is about a field without an answer. */
  | 'unanswered'
  /**
   * The evidence is about an answer "no": words of a profile can show what is there, never what is
   * not.
   */
  | 'negative'
  /** The evidence names neither words nor a post. */
  | 'empty'
  | 'too_long'
  /** No post that was sent has this id. */
  | 'unknown_post'
  /** These words are not in the post it names or, without one, nowhere in the profile. */
  | 'not_quoted'
  | 'repeated'

const MAX_QUOTE = 300

/** The texts that a model was sent, for checks of its evidence. */
export type QuotedProfile = {
  texts: readonly string[]
  /** Usernames of others in the profile, in lower case. */
  names: ReadonlySet<string>
  /** The texts of posts by id. */
  posts: ReadonlyMap<string, readonly string[]>
  /** `wordsOf` of the texts that were compared so far: the most expensive step. */
  words: Map<string, string>
}

export function quotedProfile(facts: ProfileFacts): QuotedProfile {
  const { posts, reels, advertised_brands: _named, ...rest } = facts
  const all = [...posts, ...reels]
  const byId = new Map(all.map((post) => [post.id, textsOf(textsOfPost(post))]))
  const names = [
    ...facts.mentions,
    ...facts.tagged,
    ...facts.sponsors,
    ...all.flatMap(({ tagged, sponsors }) => [...tagged, ...sponsors]),
    ...facts.highlights.flatMap(({ mentions }) => mentions),
  ]
  return {
    texts: [...textsOf(rest), ...[...byId.values()].flat()],
    names: new Set(names.map((name) => name.toLowerCase())),
    posts: byId,
    words: new Map(),
  }
}

/** Writes `@` before the names of others, so that an erasure finds them in this creator's texts. */
export const withMentions = (text: string, { names }: QuotedProfile): string =>
  names.size === 0 || !LATIN.test(text)
    ? text
    : text.replaceAll(/(?<![\w.@/])[a-z0-9_][a-z0-9_.]*[a-z0-9_]/giu, (word) =>
        names.has(word.toLowerCase()) ? `@${word}` : word,
      )

/** Whether a name may stand in a text at all. */
const LATIN = /[a-z0-9_]/iu

/** Without what was found in the caption: a quote of that is a quote of the caption. */
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
 * Returns what is wrong with a piece of evidence, null when it is valid. A quote is valid when its
 * words are in one text in this order, whatever their case and the punctuation between them.
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
  if (isIn(quote, texts, profile)) return null
  return post_id === null && wordsOf(quote) === '' ? 'empty' : 'not_quoted'
}

function isIn(quote: string, texts: readonly string[], profile: QuotedProfile): boolean {
  const words = wordsOf(quote)
  if (words === '') return false
  // Most quotes are exact, so the expensive comparison is rare.
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

const WORD = /[\p{L}\p{M}\p{N}]/u

/** Whether a text has these very characters, and no letter of a longer word beside them. */
function quotesExactly(text: string, quote: string): boolean {
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    const after = text[at + quote.length] ?? ''
    if (!WORD.test(text[at - 1] ?? '') && !WORD.test(after)) return true
  }
  return false
}

/** The words and pictographs of a text, each between spaces, so that no part of a word matches. */
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
