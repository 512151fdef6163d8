import { singleTokens, tokensOf } from '../../../creators/caption-tokens.ts'
import { captionLanguages, hasEnoughLetters, LANGUAGE_CODES } from '../../../creators/languages.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import { join } from './join.ts'
import { hasWords, isProtected, wholeLine, type ProtectedPart, type Line } from './prepare.ts'
import { captionFlags, type Flag } from './caption-flags.ts'
import { movedTokens } from './moved-tokens.ts'

/** Returns what a machine may have broken, beside the limits of a caption. */
export function verify(
  translation: string,
  lines: readonly Line[],
  { from, to }: { from: string; to: string },
  limits: PlatformLimits,
): Flag[] {
  const source = lines.map((line) => textOf(wholeLine(line))).join('\n')
  const changed = tokenChange(
    lines.flatMap((line) => wholeLine(line).filter(isProtected)),
    translation,
  )
  const flags: Flag[] = []
  if (isSame(source, translation) && from !== to)
    flags.push({ code: 'unchanged', reason: 'it is the same as the source' })
  if (changed !== null) flags.push({ code: 'tokens_changed', reason: changed })
  if (lineCount(translation) !== lines.length)
    flags.push({
      code: 'line_breaks_changed',
      reason: `${lineCount(translation)} lines, the source has ${lines.length}`,
    })
  else flags.push(...lineFlags(translation, lines))
  if (doubledBlanks(translation) > doubledBlanks(source))
    flags.push({ code: 'blanks_doubled', reason: 'it has two blanks where the source has one' })
  if (hasMarkup(translation) && !hasMarkup(source))
    flags.push({ code: 'markup_left', reason: 'it contains a tag or an entity such as &amp;' })
  return [
    ...flags,
    ...languageFlags(translation, { from, to }),
    ...captionFlags(translation, limits),
  ]
}

/** Returns what is wrong in a translation with the lines of its source. */
function lineFlags(translation: string, lines: readonly Line[]): Flag[] {
  const flags: Flag[] = []
  const moved = movedTokens(lines, translation)
  if (moved.length > 0)
    flags.push({ code: 'tokens_moved', reason: `in another sentence: ${moved.join(' ')}` })
  const rows = translation.split('\n')
  const empty = lines.findIndex(
    (line, place) =>
      wholeLine(line).some(hasWords) &&
      !hasOwnWords(rows[place] ?? '', wholeLine(line).filter(isProtected)),
  )
  if (empty !== -1 && translation.trim() !== '')
    flags.push({ code: 'words_missing', reason: `line ${empty + 1} has no words left` })
  return flags
}

const doubledBlanks = (text: string): number =>
  text.match(/(?<![ \u00A0])[ \u00A0]{2,}/gu)?.length ?? 0

/** Whether a text has words beside its protected parts. */
export function hasOwnWords(text: string, protectedParts: readonly ProtectedPart[]): boolean {
  let rest = ''
  let end = 0
  for (const { text: token, start } of tokensOf(text)) {
    rest += `${text.slice(end, start)} `
    end = start + token.length
  }
  rest += text.slice(end)
  for (const { kind, becomes } of protectedParts)
    if (kind === 'term') rest = rest.replace(becomes, () => ' ')
  return /\p{L}/u.test(rest)
}

/** Returns the text of the source, with protected parts as the source has them. */
const textOf = (segments: ReturnType<typeof wholeLine>): string =>
  segments.map((segment) => (isProtected(segment) ? segment.shows : segment)).join('')

const lineCount = (text: string): number => text.split('\n').length
const isSame = (a: string, b: string): boolean =>
  a.normalize('NFC').trim() === b.normalize('NFC').trim()

export const hasMarkup = (text: string): boolean =>
  /&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-f]+);|<\/?(?:x|span|br)\b/i.test(text)

/** Returns which protected parts were lost or added; null for none. */
export function tokenChange(
  protectedParts: readonly ProtectedPart[],
  translation: string,
): string | null {
  const left = counted(singleTokens(translation))
  const missing: string[] = []
  for (const token of protectedParts.flatMap(({ becomes }) => singleTokens(becomes))) {
    const count = left.get(token) ?? 0
    if (count === 0) missing.push(token)
    else left.set(token, count - 1)
  }
  const terms = counted(
    protectedParts.flatMap(({ kind, becomes }) => (kind === 'term' ? [becomes] : [])),
  )
  for (const [term, count] of terms)
    if (translation.split(term).length - 1 < count) missing.push(term)
  const added = [...left].flatMap(([token, count]) => (count > 0 ? [token] : []))
  if (missing.length === 0 && added.length === 0) return null
  return [
    ...(missing.length > 0 ? [`missing: ${missing.join(' ')}`] : []),
    ...(added.length > 0 ? [`not in the source: ${added.join(' ')}`] : []),
  ].join('; ')
}

function counted(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/**
 * Returns flags of the wrong language; only for languages that the guess knows, and for enough
 * words.
 */
function languageFlags(text: string, { from, to }: { from: string; to: string }): Flag[] {
  if (!LANGUAGE_CODES.includes(to) || !hasEnoughLetters(text)) return []
  const found = captionLanguages([text])
  const isSource = found[0] === from && from !== to
  if (found.length === 0 || (found.includes(to) && !isSource)) return []
  return [{ code: 'wrong_language', reason: `it reads like ${found.join(', ')}, not ${to}` }]
}

/** Whether nothing has to be translated: the glossary and the kept parts are all. */
export const needsNoService = (lines: readonly Line[]): boolean =>
  !lines.some(({ body }) => body.some(hasWords))

/** A caption without anything to translate. */
export const asItIs = (lines: readonly Line[]): string =>
  lines.map((line) => join(wholeLine(line))).join('\n')
