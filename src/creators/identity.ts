/** What one creator is called by, as far as gramd knows. */
export type CreatorIdentity = {
  /** The platform's ids. */
  platformIds: readonly string[]
  /** Lower case. */
  usernames: readonly string[]
}

/** No letter of a longer name follows; a full stop at the end of a sentence does not belong to the name. */
const END = String.raw`(?![a-z0-9_]|\.[a-z0-9_])`
/** How texts name somebody on purpose: everything else may be a word that happens to be a name. */
const CALL = String.raw`([@＠]|instagram\.com/)`

const escaped = (word: string): string => word.replaceAll(/[^a-zA-Z0-9_]/g, String.raw`\$&`)
/** For patterns with the flag u, in which only what has a meaning may be escaped. */
const literally = (text: string): string => text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`)
const anyOf = (words: readonly string[]): string => `(?:${words.map(escaped).join('|')})`

/**
 * A pattern that PostgreSQL and JavaScript understand alike, for use without regard to case, of any of these words as a
 * whole in a text or in the text of a JSON value, where a line's end may stand before it as `\n`. Null without words.
 */
export const wordPattern = (words: readonly string[]): string | null =>
  words.length === 0 ? null : String.raw`(^|[^a-z0-9._]|\\[bfnrt])${anyOf(words)}${END}`

/** The same for usernames where somebody is called: `@name`, or the address of the profile. Group 1 is what stands before. */
export const mentionPattern = (usernames: readonly string[]): string | null =>
  usernames.length === 0 ? null : `${CALL}${anyOf(usernames)}${END}`

/** What stands where a name was. */
export const BLANK = '…'

/** A text without the names of these users where it calls them; other words stay. */
export function redactMentions(text: string, usernames: readonly string[]): string {
  const pattern = mentionPattern(usernames)
  return pattern === null ? text : text.replaceAll(new RegExp(pattern, 'giu'), `$1${BLANK}`)
}

/** The names that a text calls, lower case, each once. */
export function mentionedNames(text: string): string[] {
  const found = text.matchAll(new RegExp(`${CALL}([a-z0-9._]{1,30})`, 'giu'))
  const names = [...found].map(([, , name = '']) => name.replace(/\.+$/, '').toLowerCase())
  return [...new Set(names.filter((name) => name !== ''))]
}

/**
 * Whether a text, once names were blanked in it, may be `blanked`: what stands where a name stood is not compared. Null
 * says nothing.
 */
export function isSameButRedacted(text: string, blanked: string): boolean {
  if (text === blanked || !blanked.includes(BLANK)) return text === blanked
  const parts = blanked.split(new RegExp(`(?<=[@＠]|instagram\\.com/)${BLANK}`, 'iu'))
  const pattern = parts.map(literally).join(`(?:${BLANK}|[a-zA-Z0-9._]{1,30})`)
  return new RegExp(`^${pattern}$`, 'u').test(text)
}

/** Fields whose words are no names, whatever they say. */
const NO_NAMES = /hashtag|categor|language|location/i

/**
 * A JSON value without what names somebody: elements of lists go, and so do fields. `isAbout` tells that a field, or
 * every element of a list, went: then the value was about nobody else.
 */
export function withoutWords(
  value: unknown,
  words: readonly string[],
): { left: unknown; isAbout: boolean } {
  const pattern = wordPattern(words)
  return pattern === null
    ? { left: value, isAbout: false }
    : without(value, new RegExp(pattern, 'i'))
}

function without(value: unknown, pattern: RegExp): { left: unknown; isAbout: boolean } {
  if (typeof value === 'string' || typeof value === 'number')
    return { left: value, isAbout: pattern.test(String(value)) }
  if (Array.isArray(value)) {
    const items = value.map((item) => without(item, pattern))
    const kept = items.filter((item) => !item.isAbout).map((item) => item.left)
    return { left: kept, isAbout: kept.length === 0 && items.length > 0 }
  }
  if (typeof value !== 'object' || value === null) return { left: value, isAbout: false }
  const fields = Object.entries(value).map(([name, field]) => ({
    name,
    ...(NO_NAMES.test(name) ? { left: field, isAbout: false } : without(field, pattern)),
  }))
  return {
    left: Object.fromEntries(
      fields.flatMap(({ name, left, isAbout }) => (isAbout ? [] : [[name, left]])),
    ),
    isAbout: fields.some((field) => field.isAbout),
  }
}
