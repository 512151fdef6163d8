import { findTerms, termsOf, translateHashtags, type Glossary } from './glossary.ts'
import { tokensOf, type TokenKind } from '../../../creators/caption-tokens.ts'

/** A part that is carried over: its text in the source, and in the translation. */
export type ProtectedPart = { kind: TokenKind | 'term' | 'row'; shows: string; becomes: string }
/** A text, or a protected part in it. */
export type Segment = string | ProtectedPart

/** A line of a caption: what a service may see of it is the body. A line without words has none. */
export type Line = {
  before: readonly Segment[]
  body: readonly Segment[]
  after: readonly Segment[]
}

export const isProtected = (segment: Segment): segment is ProtectedPart =>
  typeof segment !== 'string'

export const hasWords = (segment: Segment): boolean =>
  !isProtected(segment) && /\p{L}/u.test(segment)

/** A caption in its lines, with what is carried over cut out. */
export function prepare(text: string, glossary: Glossary): Line[] {
  const terms = termsOf(glossary)
  return text.split('\n').map((line) => {
    const segments: Segment[] = []
    let end = 0
    const addText = (part: string): void => {
      segments.push(...withTerms(part, terms))
    }
    for (const { kind, text: token, start } of tokensOf(line)) {
      addText(line.slice(end, start))
      const becomes = kind === 'hashtag' ? translateHashtags(token, glossary) : token
      segments.push({ kind, shows: token, becomes })
      end = start + token.length
    }
    addText(line.slice(end))
    return cutEdges(joinRows(segments), ['emoji', 'row'])
  })
}

function withTerms(text: string, terms: ReturnType<typeof termsOf>): Segment[] {
  const segments: Segment[] = []
  let end = 0
  for (const { term, translation, start } of findTerms(text, terms)) {
    const shows = text.slice(start, start + term.length)
    segments.push(text.slice(end, start), { kind: 'term', shows, becomes: translation })
    end = start + term.length
  }
  return [...segments, text.slice(end)].filter((segment) => segment !== '')
}

/** Hashtags and emoji beside each other, with blanks alone between them, stay one thing. */
function joinRows(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = []
  for (const segment of segments) {
    const last = joined.at(-1)
    const [blank, before] = last === ' ' ? [' ', joined.at(-2)] : ['', last]
    if (
      isProtected(segment) &&
      before !== undefined &&
      isProtected(before) &&
      areRow(before, segment)
    ) {
      joined.splice(blank === '' ? -1 : -2)
      joined.push({
        kind: before.kind === segment.kind ? segment.kind : 'row',
        shows: before.shows + blank + segment.shows,
        becomes: before.becomes + blank + segment.becomes,
      })
    } else joined.push(segment)
  }
  return joined
}

const ROWS: ReadonlySet<string> = new Set(['hashtag', 'emoji', 'row'])
const areRow = (a: ProtectedPart, b: ProtectedPart): boolean => ROWS.has(a.kind) && ROWS.has(b.kind)

/** The line without the kept parts of these kinds, blanks and marks at its ends. */
export function cutEdges(
  segments: readonly Segment[],
  kinds: readonly ProtectedPart['kind'][],
): Line {
  const isEdge = (segment: Segment): boolean =>
    isProtected(segment) ? kinds.includes(segment.kind) : !hasWords(segment)
  const first = segments.findIndex((segment) => !isEdge(segment))
  const last = segments.findLastIndex((segment) => !isEdge(segment))
  if (first === -1 || !segments.some(hasWords)) return { before: segments, body: [], after: [] }
  const body = segments.slice(first, last + 1)
  const [lead, trail] = [blankStart(body[0]), blankEnd(body.at(-1))]
  return {
    before: [...segments.slice(0, first), lead].filter((segment) => segment !== ''),
    body: trimmed(body, lead, trail),
    after: [trail, ...segments.slice(last + 1)].filter((segment) => segment !== ''),
  }
}

const blankStart = (segment: Segment | undefined): string =>
  typeof segment === 'string' ? (/^\s*/u.exec(segment)?.[0] ?? '') : ''
const blankEnd = (segment: Segment | undefined): string =>
  typeof segment === 'string' ? segment.slice(segment.trimEnd().length) : ''

const trimmed = (body: readonly Segment[], lead: string, trail: string): Segment[] =>
  body.map((segment, place) => {
    if (isProtected(segment)) return segment
    const start = place === 0 ? lead.length : 0
    const end = place === body.length - 1 ? segment.length - trail.length : segment.length
    return segment.slice(start, end)
  })

/** All of a line, in its order. */
export const wholeLine = ({ before, body, after }: Line): Segment[] => [
  ...before,
  ...body,
  ...after,
]
