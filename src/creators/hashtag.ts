/**
 * Matches one character of a hashtag (flag v): a letter, digit or underscore with its marks in any
 * script, or a piece of an emoji (flags, skin tones, U+200D and variation selectors between).
 * Keycaps are excluded: "#1️⃣" and "#️⃣" are emoji. Signs such as ™ have an emoji form too, but end
 * a hashtag ("#brand™").
 */
export const HASHTAG_SIGN = String.raw`(?:(?!\p{N}\uFE0F?\u20E3)[\p{L}\p{N}_]|[\p{M}--[\u20E3]]|[[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]--[©®™‼⁉ℹ]]|\u200d)`
const HASHTAG = new RegExp(`^${HASHTAG_SIGN}{1,100}$`, 'v')
/** Marks and joiners alone are not a hashtag; digits alone are (#211014). */
const NAMES = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}_]/u

/** Returns a hashtag as gramd compares it: lower case, NFC, no joiner at its end. */
export const normalHashtag = (hashtag: string): string =>
  hashtag
    .replace(/\u200d$/, '')
    .normalize('NFC')
    .toLowerCase()

/** Whether the hashtag has a letter, digit or emoji. */
export const isNamed = (hashtag: string): boolean => NAMES.test(hashtag)

/** Matches the page of a hashtag, which people also paste. */
const PAGE = /^(?:https?:\/\/)?(?:(?:www|m)\.)?instagram\.com\/explore\/tags\/([^/?#]+)/i

export type ParsedHashtag = { hashtag: string } | { reason: string }

/**
 * Parses a hashtag, with or without '#', or the address of its page; returns it in lower case,
 * without '#', in NFC, with ordinary forms for full-width ones.
 */
export function parseHashtag(text: string): ParsedHashtag {
  const page = PAGE.exec(text.trim())?.[1]
  const name = (page === undefined ? text : decoded(page))
    // Invisible characters, except emoji joiners.
    .replace(/[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .trim()
    .replace(/^#/, '')
  const hashtag = normalHashtag(name)
  if (hashtag === '') return { reason: 'is empty' }
  if (/\s/.test(hashtag)) return { reason: 'has a space inside; ask for one hashtag at a time' }
  if (/^https?:\/\/|^(?:www\.)?instagram\.com\//.test(hashtag))
    return { reason: 'is an address of something else, not of a hashtag' }
  if (!HASHTAG.test(hashtag))
    return { reason: 'may have only letters, digits, underscores and emoji, at most 100' }
  if (!NAMES.test(hashtag)) return { reason: 'needs a letter, a digit or an emoji' }
  return { hashtag }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    // An invalid escape stays and is refused with the rest.
    if (error instanceof URIError) return part
    throw error
  }
}
