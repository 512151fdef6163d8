import type {
  Mark,
  MarkedText,
  TranslatedText,
} from '../../../platforms/ports/translation/translator.ts'
import { join } from './join.ts'
import {
  cutEdges,
  hasWords,
  isProtected,
  wholeLine,
  type ProtectedPart,
  type Line,
  type Segment,
} from './prepare.ts'
import { hasLeftLine } from './moved-tokens.ts'
import { hasMarkup, hasOwnWords, needsNoService, tokenChange } from './verify.ts'

/** Translates texts with a service; each call is paid. */
export type Send = (texts: readonly MarkedText[]) => Promise<readonly TranslatedText[]>

/** The parts at the ends of a line that a service without marks does not get. */
const LEFT_OUT = ['emoji', 'row', 'hashtag', 'link', 'email', 'phone'] as const

/**
 * Translates a caption. With marks as a whole first, for the sake of its sense; a service that
 * breaks it, or has no marks, gets one line at a time, and of a line that it still breaks only the
 * texts between the kept parts. Returns an empty text when not one word came back.
 */
export async function translateLines(
  lines: readonly Line[],
  { hasMarks, send }: { hasMarks: boolean; send: Send },
): Promise<string> {
  if (hasMarks && lines.filter(({ body }) => body.length > 0).length > 1) {
    const whole = await translateWhole(lines, send)
    if (whole !== null) return whole
  }
  const done = await translateEach(lines, hasMarks, send)
  const text = done
    .map((each, place) => each ?? join(wholeLine(lines[place] ?? NO_LINE)))
    .join('\n')
  // Hashtags without a sentence are no translation.
  const protectedParts = lines.flatMap((line) => wholeLine(line).filter(isProtected))
  return needsNoService(lines) || hasOwnWords(text, protectedParts) ? text : ''
}

const NO_LINE: Line = { before: [], body: [], after: [] }

/**
 * Translates all lines at once. Returns null when the answer lost a protected part, a line break or
 * all words, or has a part in another line.
 */
async function translateWhole(lines: readonly Line[], send: Send): Promise<string | null> {
  const first = lines.findIndex(({ body }) => body.length > 0)
  const last = lines.findLastIndex(({ body }) => body.length > 0)
  const [start, end] = [lines[first] ?? NO_LINE, lines[last] ?? NO_LINE]
  const segments = lines
    .slice(first, last + 1)
    .flatMap((line, place): Segment[] => [
      ...(place === 0 ? [] : ['\n']),
      ...partsOf(line).slice(
        place === 0 ? start.before.length : 0,
        first + place === last ? partsOf(line).length - end.after.length : undefined,
      ),
    ])
  const [answer] = await send([marked(segments)])
  const restored = restore(answer ?? [], segments)
  if (restored === null) return null
  const text = join(restored)
  const rows = text.split('\n').length
  if (rows !== last - first + 1 || text.trim() === '' || isBroken(segments, text)) return null
  const inner = [{ ...start, before: [] }, ...lines.slice(first + 1, last), { ...end, after: [] }]
  if (hasLeftLine(inner, text)) return null
  const around = (some: readonly Line[]) => some.map((line) => join(wholeLine(line)))
  return [
    ...around(lines.slice(0, first)),
    `${join(start.before)}${text}${join(end.after)}`,
    ...around(lines.slice(last + 1)),
  ].join('\n')
}

/** A line without words is one kept part, so that nothing of it is read as a sentence. */
function partsOf(line: Line): Segment[] {
  const all = wholeLine(line)
  if (line.body.length > 0 || all.length === 0) return all
  const shows = all.map((segment) => (isProtected(segment) ? segment.shows : segment)).join('')
  return [{ kind: 'row', shows, becomes: join(all) }]
}

/** One by one, in one request; undefined for a line without words. */
async function translateEach(
  lines: readonly Line[],
  hasMarks: boolean,
  send: Send,
): Promise<(string | undefined)[]> {
  const parts = lines.map((line) => (hasMarks ? line : withoutEnds(line)))
  const requested = [...parts.entries()].filter(([, { body }]) => body.length > 0)
  const answers = await send(
    requested.map(([, { body }]) => (hasMarks ? marked(body) : [join(body)])),
  )
  const done: (string | undefined)[] = lines.map(() => undefined)
  const broken: number[] = []
  for (const [order, [place, { before, body, after }]] of requested.entries()) {
    const restored = hasMarks ? restore(answers[order] ?? [], body) : plain(answers[order] ?? [])
    const text = restored === null ? '' : join(restored)
    if (text.trim() === '' || /\n/.test(text) || isBroken(body, text)) broken.push(place)
    done[place] = `${join(before)}${text}${join(after)}`
  }
  const mended = await translateBetween(
    broken.map((place) => wholeLine(lines[place] ?? NO_LINE)),
    send,
  )
  for (const [order, place] of broken.entries()) done[place] = mended[order]
  return done
}

function withoutEnds({ before, body, after }: Line): Line {
  const inner = cutEdges(body, LEFT_OUT)
  return {
    before: [...before, ...inner.before],
    body: inner.body,
    after: [...inner.after, ...after],
  }
}

/** The texts between the kept parts, which the service does not see. */
async function translateBetween(
  lines: readonly (readonly Segment[])[],
  send: Send,
): Promise<string[]> {
  const texts = lines.flatMap((line) =>
    line.flatMap((segment) => (isProtected(segment) || !hasWords(segment) ? [] : [segment])),
  )
  if (texts.length === 0) return []
  const answers = await send(texts.map((text) => [wordsOf(text).words]))
  let place = 0
  return lines.map((line) =>
    join(
      line.map((segment) => {
        if (isProtected(segment) || !hasWords(segment)) return segment
        const answer = onOneLine((answers[place] ?? []).map(String).join(''))
        place += 1
        const { start, end } = wordsOf(segment)
        return `${start}${answer}${end}`
      }),
    ),
  )
}

const onOneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')

/** Splits off punctuation at both ends; at the start it belongs to the sentence before. */
function wordsOf(text: string): { start: string; words: string; end: string } {
  const [start = ''] = /^[\s.,!?;:…)»”]*/u.exec(text) ?? []
  const rest = text.slice(start.length)
  const words = rest.trimEnd()
  return { start, words, end: rest.slice(words.length) }
}

const marked = (segments: readonly Segment[]): MarkedText => {
  let mark = 0
  return segments.map((segment): string | Mark => {
    if (!isProtected(segment)) return segment
    mark += 1
    return { mark, shows: segment.shows }
  })
}

/**
 * The answer with the kept parts in their places; null unless each is there once, and with nothing
 * in its mark but what was sent there: a word that a service has moved into a mark would be lost
 * with it.
 */
function restore(answer: TranslatedText, segments: readonly Segment[]): Segment[] | null {
  const protectedParts = new Map(
    segments.filter(isProtected).map((each, place) => [place + 1, each] as const),
  )
  const restored: Segment[] = []
  for (const part of answer) {
    if (typeof part === 'string') {
      restored.push(withoutBlank(part, restored.at(-1), segments))
      continue
    }
    const found = protectedParts.get(part.mark)
    if (!found || !isAsSent(part.shows, found.shows)) return null
    protectedParts.delete(part.mark)
    restored.push(found)
  }
  return protectedParts.size === 0 ? restored : null
}

/**
 * Returns whether a text came back with nothing lost and nothing added; a service may close the
 * mark without its content, and change blanks or case.
 */
const isAsSent = (returned: string, sent: string): boolean =>
  returned.trim() === '' || comparable(returned) === comparable(sent)

const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}\uFE0E\uFE0F\uFFFD]/gu, '')

/** Services set blanks around marks, also before a full stop that followed at once. */
function withoutBlank(
  part: string,
  before: Segment | undefined,
  source: readonly Segment[],
): string {
  if (before === undefined || !isProtected(before)) return part
  const next = source[source.indexOf(before) + 1]
  const isBeside = typeof next === 'string' && /^[.,!?;:…)]/u.test(next)
  return isBeside ? part.replace(/^ +(?=[.,!?;:…)])/u, '') : part
}

/** The answer of a service that was sent no marks. */
const plain = (answer: TranslatedText): Segment[] | null =>
  answer.every((part) => typeof part === 'string') ? answer.map(String) : null

function isBroken(segments: readonly Segment[], text: string): boolean {
  const source = segments.map((each) => (isProtected(each) ? each.shows : each)).join('')
  const protectedParts = segments.filter(isProtected) satisfies ProtectedPart[]
  return (
    tokenChange(protectedParts, text) !== null ||
    (hasMarkup(text) && !hasMarkup(source)) ||
    (segments.some(hasWords) && !hasOwnWords(text, protectedParts))
  )
}
