import { withoutEnd } from '../base/text.ts'
import { HASHTAG_SIGN, isNamed, normalHashtag } from './hashtag.ts'

/** A hashtag in a caption; "&#39;" is an escape of HTML. */
const HASHTAG = new RegExp(`(?<!&)[#＃](${HASHTAG_SIGN}+)`, 'gv')
/** Not the domain of a mail address, which has no point before its "@". */
const MENTION = /(?<![\p{L}\p{N}_])[@＠]([A-Za-z0-9._]{1,30})/gu
/** A fragment or a path of a link is neither hashtag nor mention. */
const LINK = /\bhttps?:\/\/\S+/giu
const USERNAME = /^[a-z0-9._]{1,30}$/

/** Hashtags of a caption in order of appearance, each once: lower case, NFC, without '#'. */
export function hashtagsOf(caption: string): string[] {
  return distinct(captured(caption, HASHTAG).map(normalHashtag).filter(isNamed))
}

/** Usernames that a caption mentions, in its order, each once: lower case, without '@'. */
export function mentionsOf(caption: string): string[] {
  return usernames(captured(caption, MENTION).map((name) => withoutEnd(name, '.')))
}

/** The usernames among these, as the platform compares them: lower case, each once. */
export function usernames(names: readonly (string | null)[]): string[] {
  const lower = names.flatMap((name) => (name === null ? [] : [name.toLowerCase()]))
  return distinct(lower.filter((name) => USERNAME.test(name)))
}

export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

function captured(caption: string, pattern: RegExp): string[] {
  const text = caption.replace(LINK, ' ')
  return [...text.matchAll(pattern)].flatMap(([, match]) => (match === undefined ? [] : [match]))
}
