import { isProtected, type ProtectedPart, type Segment } from './prepare.ts'

const WORD = /[\p{L}\p{M}\p{N}_]/u
/** Kinds that would become longer or vanish next to a letter, whatever the script. */
const NEEDS_ROOM: ReadonlySet<ProtectedPart['kind']> = new Set([
  'link',
  'email',
  'mention',
  'hashtag',
])
const NEEDS_BLANK: ReadonlySet<ProtectedPart['kind']> = new Set(['phone', 'price', 'term'])
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/**
 * Puts a translation together from texts and kept parts. A service may leave out the blank beside a
 * hashtag, or set one before a full stop that had none in the source.
 */
export function join(segments: readonly Segment[]): string {
  let text = ''
  let last: Segment = ''
  for (const segment of segments) {
    if (segment === '') continue
    const part = isProtected(segment) ? segment.becomes : segment
    text += needsBlank(last, segment, text, part) ? ` ${part}` : part
    last = segment
  }
  return text
}

function needsBlank(last: Segment, next: Segment, before: string, part: string): boolean {
  const end = lastChar(before)
  if (!WORD.test(end) || !startsWord(next, part)) return false
  const kinds = [last, next].flatMap((each) => (isProtected(each) ? [each.kind] : []))
  if (kinds.some((kind) => NEEDS_ROOM.has(kind))) return true
  return kinds.some((kind) => NEEDS_BLANK.has(kind)) && !UNSPACED.test(end + firstChar(part))
}

const lastChar = (text: string): string => Array.from(text.slice(-2)).at(-1) ?? ''

const firstChar = (text: string): string => Array.from(text.slice(0, 2))[0] ?? ''

/** Hashtags and mentions begin with a sign, and are none after a letter. */
const startsWord = (segment: Segment, part: string): boolean =>
  WORD.test(firstChar(part)) || (isProtected(segment) && /^[#＃@＠]/u.test(part))
