import { withoutEnd } from '../base/text.ts'

/** The known ids and usernames of one creator. */
export type CreatorIdentity = {
  /** The ids on the platform. */
  platformIds: readonly string[]
  /** The usernames in lower case. */
  usernames: readonly string[]
}

/**
 * Must not be followed by a letter of a longer name; a full stop after the name is not part of it.
 */
const END = String.raw`(?![a-z0-9_]|\.[a-z0-9_])`
/** Prefixes of deliberate mentions: any other word may only look like a name. */
const CALL = String.raw`([@＠]|instagram\.com/)`

const escaped = (word: string): string => word.replaceAll(/[^a-zA-Z0-9_]/g, String.raw`\$&`)
/** For patterns with the flag u, where only special characters may be escaped. */
const literally = (text: string): string => text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`)
const anyOf = (words: readonly string[]): string => `(?:${words.map(escaped).join('|')})`

/**
 * Returns a case-insensitive pattern, for PostgreSQL and JavaScript, of any of these words as a
 * whole in a text or in the text of a JSON value, where an escaped line end may precede it. Null
 * without words.
 */
export const wordPattern = (words: readonly string[]): string | null =>
  words.length === 0 ? null : String.raw`(^|[^a-z0-9._]|\\[bfnrt])${anyOf(words)}${END}`

/**
 * Returns the same for mentions: `@name`, or the URL of the profile. Group 1 is the text before the
 * name.
 */
export const mentionPattern = (usernames: readonly string[]): string | null =>
  usernames.length === 0 ? null : `${CALL}${anyOf(usernames)}${END}`

/** Replaces a removed name. */
export const BLANK = '…'

/** Returns the text with mentions of these users removed; other words stay. */
export function redactMentions(text: string, usernames: readonly string[]): string {
  const pattern = mentionPattern(usernames)
  return pattern === null ? text : text.replaceAll(new RegExp(pattern, 'giu'), `$1${BLANK}`)
}

/** Returns the usernames that a text mentions, lower case, each once. */
export function mentionedNames(text: string): string[] {
  const found = text.matchAll(new RegExp(`${CALL}([a-z0-9._]{1,30})`, 'giu'))
  const names = [...found].map(([, , name = '']) => withoutEnd(name, '.').toLowerCase())
  return [...new Set(names.filter((name) => name !== ''))]
}

/** Whether `blanked` may be the text with names removed: the removed parts are not compared. */
export function isSameButRedacted(text: string, blanked: string): boolean {
  if (text === blanked || !blanked.includes(BLANK)) return text === blanked
  const parts = blanked.split(new RegExp(`(?<=[@＠]|instagram\\.com/)${BLANK}`, 'iu'))
  const pattern = parts.map(literally).join(`(?:${BLANK}|[a-zA-Z0-9._]{1,30})`)
  return new RegExp(`^${pattern}$`, 'u').test(text)
}

/** Fields that never contain names. */
const NO_NAMES = /hashtag|categor|language|location/i

/**
 * Returns a JSON value without list elements and fields that contain the words. `isAbout` when a
 * field, or every element of a list, was removed: then the value was about this creator only.
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
    const clauses = items.filter((item) => !item.isAbout).map((item) => item.left)
    return { left: clauses, isAbout: clauses.length === 0 && items.length > 0 }
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
