import { withoutEnd } from '../base/text.ts'
import { HASHTAG_SIGN, isNamed, normalHashtag } from './hashtag.ts'

/** Matches a hashtag in a caption; "&#39;" is an HTML escape. */
const HASHTAG = new RegExp(`(?<!&)[#＃](${HASHTAG_SIGN}+)`, 'gv')
/** Excludes the domain of an e-mail address, which has no dot before its "@". */
const MENTION = /(?<![\p{L}\p{N}_])[@＠]([A-Za-z0-9._]{1,30})/gu
/** A fragment or path of a link is neither a hashtag nor a mention. */
const LINK = /\bhttps?:\/\/\S+/giu
const USERNAME = /^[a-z0-9._]{1,30}$/

/**
 * Returns the hashtags of a caption in order of appearance, each once: lower case, NFC, without
 * '#'.
 */
export function hashtagsOf(caption: string): string[] {
  return distinct(captured(caption, HASHTAG).map(normalHashtag).filter(isNamed))
}

/** Returns the usernames that a caption mentions, in order, each once: lower case, without '@'. */
export function mentionsOf(caption: string): string[] {
  return usernames(captured(caption, MENTION).map((name) => withoutEnd(name, '.')))
}

/** Normalises usernames as the platform compares them: lower case, each once. */
export function usernames(names: readonly (string | null)[]): string[] {
  const lower = names.flatMap((name) => (name === null ? [] : [name.toLowerCase()]))
  return distinct(lower.filter((name) => USERNAME.test(name)))
}

export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

function captured(caption: string, pattern: RegExp): string[] {
  const text = caption.replace(LINK, ' ')
  return [...text.matchAll(pattern)].flatMap(([, match]) => (match === undefined ? [] : [match]))
}
