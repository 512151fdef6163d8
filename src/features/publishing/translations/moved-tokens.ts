import { singleTokens, tokensOf } from '../../../creators/caption-tokens.ts'
import { isProtected, wholeLine, type ProtectedPart, type Line } from './prepare.ts'

/** The place of a protected part: its line, and the sentences of the line that it may belong to. */
type Place = { token: string; line: number; first: number; last: number; sentences: number }
type Found = { token: string; start: number; end: number; isLoose: boolean }

/** Kinds that occur between sentences as well as in one. */
const LOOSE: ReadonlySet<ProtectedPart['kind']> = new Set(['emoji', 'hashtag', 'row'])
/** The character that replaces a protected part, so that the part's points end no sentence. */
const FILLER = '\uFFFC'
const SENTENCE_END = /(?<![.!?…])[.!?…]+(?=[\s"'»”’)\uFFFC]|$)|[。！？]/gu

/**
 * Returns the protected parts that a translation has in another line or sentence than the source,
 * in the order of the source. A translation with more or fewer sentences in a line may have split
 * or joined any of them. Missing parts are not among them.
 */
export function movedTokens(lines: readonly Line[], translation: string): string[] {
  const rows = translation.split('\n')
  const found = groupByToken(
    rows.flatMap((row, line) => placesOf(row, foundIn(row, termsOf(lines[line])), line)),
  )
  const moved: string[] = []
  for (const [token, places] of groupByToken(lines.flatMap(sourcePlaces))) {
    const others = found.get(token) ?? []
    // Of equal parts the first is the first, whatever a translation meant.
    if (places.some((place, order) => isElsewhere(place, others[order]))) moved.push(token)
  }
  return moved
}

/** Returns whether a part is in another line than in the source. */
export function hasLeftLine(lines: readonly Line[], translation: string): boolean {
  const rows = translation.split('\n')
  return lines.some((line, place) => {
    const row = rows[place] ?? ''
    const protectedParts = wholeLine(line).filter(isProtected)
    return tokensIn(protectedParts).some((token) => !row.normalize('NFC').includes(token))
  })
}

const tokensIn = (protectedParts: readonly ProtectedPart[]): string[] =>
  protectedParts.flatMap(({ kind, becomes }) =>
    kind === 'term' ? [becomes.normalize('NFC')] : singleTokens(becomes),
  )

function isElsewhere(source: Place, other: Place | undefined): boolean {
  if (other === undefined) return false
  if (other.line !== source.line) return true
  const more = other.sentences - source.sentences
  const [from, to] = [source.first + Math.min(0, more), source.last + Math.max(0, more)]
  return other.last < from || other.first > to
}

function groupByToken(places: readonly Place[]): Map<string, Place[]> {
  const groups = new Map<string, Place[]>()
  for (const place of places) {
    const group = groups.get(place.token)
    if (group) group.push(place)
    else groups.set(place.token, [place])
  }
  return groups
}

function sourcePlaces(source: Line, line: number): Place[] {
  let text = ''
  const found: Found[] = []
  for (const segment of wholeLine(source)) {
    const part = isProtected(segment) ? segment.becomes : segment
    if (isProtected(segment)) {
      const isLoose = LOOSE.has(segment.kind)
      const end = text.length + part.length
      for (const token of tokensIn([segment]))
        found.push({ token, start: text.length, end, isLoose })
    }
    text += part
  }
  return placesOf(text, found, line)
}

const termsOf = (line: Line | undefined): string[] =>
  line === undefined
    ? []
    : wholeLine(line).flatMap((each) =>
        isProtected(each) && each.kind === 'term' ? [each.becomes] : [],
      )

function foundIn(text: string, terms: readonly string[]): Found[] {
  const found: Found[] = tokensOf(text).flatMap(({ kind, text: token, start }) =>
    singleTokens(token).map((single) => ({
      token: single,
      start,
      end: start + token.length,
      isLoose: LOOSE.has(kind),
    })),
  )
  const from = new Map<string, number>()
  for (const term of terms) {
    const start = text.indexOf(term, from.get(term) ?? 0)
    if (start === -1) continue
    const end = start + term.length
    from.set(term, end)
    found.push({ token: term.normalize('NFC'), start, end, isLoose: false })
  }
  return found.toSorted((a, b) => a.start - b.start)
}

function placesOf(text: string, found: readonly Found[], line: number): Place[] {
  const masked = maskedText(text, found)
  const hasWord = wordFinder(masked)
  const ends = sentenceEnds(masked, hasWord)
  let sentence = 0
  return found.map(({ token, start, isLoose }) => {
    while (sentence < ends.length - 1 && start >= (ends[sentence] ?? Infinity)) sentence += 1
    const begin = sentence === 0 ? 0 : (ends[sentence - 1] ?? 0)
    const isBefore = isLoose && sentence > 0 && !hasWord(begin, start)
    const isAfter = isLoose && !hasWord(start, ends[sentence] ?? text.length)
    return {
      token,
      line,
      first: isBefore ? sentence - 1 : sentence,
      last: isAfter ? Math.min(sentence + 1, ends.length - 1) : sentence,
      sentences: ends.length,
    }
  })
}

type HasWord = (from: number, to: number) => boolean

/**
 * Returns a function that checks whether a letter or digit is between two positions of a text. It
 * is called for each protected part.
 */
function wordFinder(text: string): HasWord {
  const before = new Uint32Array(text.length + 1)
  let count = 0
  let at = 0
  for (const { index } of text.matchAll(/[\p{L}\p{N}]/gu)) {
    before.fill(count, at, index + 1)
    at = index + 1
    count += 1
  }
  before.fill(count, at)
  return (from, to) => (before[to] ?? count) > (before[from] ?? count)
}

function maskedText(text: string, found: readonly Found[]): string {
  let masked = ''
  for (const { start, end } of found) {
    if (start < masked.length) continue
    masked += text.slice(masked.length, start) + FILLER.repeat(end - start)
  }
  return masked + text.slice(masked.length)
}

/** The ends of the sentences of a line; what has no word belongs to the sentence before it. */
function sentenceEnds(text: string, hasWord: HasWord): number[] {
  const ends: number[] = []
  let begin = 0
  for (const { index, 0: mark } of text.matchAll(SENTENCE_END)) {
    const end = index + mark.length
    if (!hasWord(begin, end)) continue
    ends.push(end)
    begin = end
  }
  if (ends.length === 0 || hasWord(begin, text.length)) return [...ends, text.length]
  return [...ends.slice(0, -1), text.length]
}
