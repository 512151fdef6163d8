/** Letters, digits, underscores and emoji, which may be joined by zero-width joiners (U+200D). */
const HASHTAG = /^(?:[\p{L}\p{M}\p{N}\p{Extended_Pictographic}_]|\u200d){1,100}$/u

export type ParsedHashtag = { hashtag: string } | { reason: string }

/** Accepts a hashtag as people write it, with or without '#'; gives it lower case, without '#', in Unicode's NFC. */
export function parseHashtag(text: string): ParsedHashtag {
  const hashtag = text
    .trim()
    .replace(/^[#＃]/, '')
    .normalize('NFC')
    .toLowerCase()
  if (hashtag === '') return { reason: 'is empty' }
  if (/\s/.test(hashtag)) return { reason: 'has a space inside; ask for one hashtag at a time' }
  if (!HASHTAG.test(hashtag))
    return { reason: 'may have only letters, digits, underscores and emoji, at most 100' }
  if (/^\p{N}+$/u.test(hashtag))
    return { reason: 'needs a letter: Instagram has no hashtag of digits alone' }
  return { hashtag }
}
