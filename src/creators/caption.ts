/**
 * A hashtag is letters, digits, '_' and combining marks of any script. Variation selectors and the
 * keycap are marks too, but belong to an emoji beside it ("#️⃣", "#1️⃣", "#мама❤️").
 */
const HASHTAG =
  /(?<!&)[#＃]((?:(?!\p{N}\uFE0F?\u20E3)[\p{L}\p{N}_]|[\p{M}--[\uFE00-\uFE0F\u20E3]])+)/gv
/** Not the domain of a mail address. */
const MENTION = /(?<![\p{L}\p{N}_.])[@＠]([A-Za-z0-9._]{1,30})/gu
/** A fragment or a path of a link is neither hashtag nor mention. */
const LINK = /\bhttps?:\/\/\S+/giu
const USERNAME = /^[a-z0-9._]{1,30}$/

/** Hashtags of a caption in order of appearance, each once: lower case, NFC, without '#'. */
export function hashtagsOf(caption: string): string[] {
  const tags = captured(caption, HASHTAG).map((tag) => tag.normalize('NFC').toLowerCase())
  // Digits alone are a hashtag ("#211014"), marks alone are not.
  return distinct(tags.filter((tag) => /[\p{L}\p{N}_]/u.test(tag)))
}

/** Usernames that a caption mentions, in its order, each once: lower case, without '@'. */
export function mentionsOf(caption: string): string[] {
  return usernames(captured(caption, MENTION).map((name) => name.replace(/\.+$/, '')))
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
