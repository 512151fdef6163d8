import { createHash } from 'node:crypto'
import { InvalidInputError } from '../../base/errors.ts'
import { PreconditionFailedError } from '../errors.ts'
import { problem, Problem, Timestamp, z } from '../router.ts'

/**
 * The values of an answer that make its version: those that PATCH changes. The version of a row is
 * a hash of exactly these, read from the row under its lock. A column with a number would need a
 * trigger for each table, which knows the same fields once more, and would call a form stale after
 * a change that was undone; `updated_at` would call it stale after every sync in the background.
 */
export type VersionOf<Answer> = (answer: Answer) => unknown

/**
 * The version of one row of several in an answer: also the input of the request names it. Undefined
 * for a row that does not exist, whose version is "none".
 */
export type VersionIn<Answer, Request> = (answer: Answer, input: Request) => unknown

/** The version of an answer whose fields have the names of those in the body of PATCH. */
export function editedFields<Shape extends z.core.$ZodLooseShape>(
  change: z.ZodObject<Shape>,
): VersionOf<{ readonly [Name in keyof Shape]: unknown }> {
  const names = Object.keys(change.shape)
  return (answer) => names.map((name) => answer[name])
}

/** The version of a row that does not exist yet. */
const NO_ROW = '"none"'

/** The characters of SHA-256 in base64url that distinguish versions: 162 bits. */
const DIGEST_LENGTH = 27

/**
 * A strong entity tag: equal values give equal tags, whatever the order of the keys of their
 * objects.
 */
export function versionTag(values: unknown): string {
  if (values === undefined) return NO_ROW
  const digest = createHash('sha256').update(JSON.stringify(values, orderingKeys) ?? '')
  return `"${digest.digest('base64url').slice(0, DIGEST_LENGTH)}"`
}

function orderingKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([one], [two]) => (one < two ? -1 : 1)))
}

/**
 * The separator between the version in the ETag of an answer and the digest of all of its content.
 */
export const CONTENT_SEPARATOR = '.'

const MALFORMED =
  'expected *, or entity tags with their quotation marks, as the ETag of the answer that you ' +
  'read has them'

/**
 * Whether If-Match (RFC 9110, section 13.1.1) has the tag of a version. Weak tags never match.
 * Throws InvalidInputError for a header that is no list of entity tags.
 */
function matchesVersion(header: string, tag: string): boolean {
  if (header.trim() === '*') return true
  return tagsIn(header).some((each) => each.split(CONTENT_SEPARATOR)[0] === tag.slice(1, -1))
}

/**
 * The opaque parts of the strong tags. No tag has a quotation mark in it, so that every second
 * piece is one.
 */
function tagsIn(header: string): string[] {
  const pieces = header.split('"')
  const isList =
    pieces.length >= 3 &&
    pieces.length % 2 === 1 &&
    pieces.every((piece, at) => (at % 2 === 1 ? isOpaque(piece) : isBetween(piece, at, pieces)))
  if (!isList)
    throw new InvalidInputError(`If-Match: ${MALFORMED}`, [
      { field: 'if-match', reason: MALFORMED, code: 'not_accepted' },
    ])
  return pieces.filter((_, at) => at % 2 === 1 && !isWeak(pieces[at - 1] ?? ''))
}

const isWeak = (before: string): boolean => before.endsWith('W/')

const isOpaque = (piece: string): boolean => /^[\x21\x23-\x7e\x80-\xff]*$/.test(piece)

/**
 * Commas and blanks, at least one comma between two tags, and the mark of a weak tag before one.
 */
function isBetween(piece: string, at: number, pieces: readonly string[]): boolean {
  const isLast = at === pieces.length - 1
  const separator = !isLast && isWeak(piece) ? piece.slice(0, -2) : piece
  const isInside = at > 0 && !isLast
  return /^[\t ,]*$/.test(separator) && (!isInside || separator.includes(','))
}

/** The check of a change against the version that its caller has read. */
export type Precondition<Answer> = {
  /**
   * To be called where the row is locked, before it is written: `readPresent` locks it and reads it
   * as it is now, in the transaction of the change. It is not called without If-Match. Throws
   * PreconditionFailedError.
   */
  requireMatch(readPresent: () => Promise<Answer>): Promise<void>
}

/**
 * The precondition of a request, and whether it was checked; `fields` are those that the request
 * may change.
 */
export function preconditionOf<Answer>(
  header: string | undefined,
  versionOf: VersionOf<Answer>,
  fields: readonly string[],
): Precondition<Answer> & { isOpen(): boolean } {
  // What is no list of tags is refused whatever the row is.
  if (header !== undefined) matchesVersion(header, '""')
  let isOpen = header !== undefined
  return {
    isOpen: () => isOpen,
    async requireMatch(readPresent) {
      if (header === undefined) return
      isOpen = false
      const present = await readPresent()
      const tag = versionTag(versionOf(present))
      if (!matchesVersion(header, tag)) throw new PreconditionFailedError(present, tag, fields)
    },
  }
}

/** A response that names the version of what it is about. */
export const withTag = <Response extends object>(response: Response) => ({
  ...response,
  headers: {
    ETag: {
      description: 'The version of what people edit in it, for If-Match',
      schema: { type: 'string' as const, example: '"mG2yqPzF0v5Yk1cXq3nWd8rTb7h"' },
    },
  },
})

/** The fields of a problem that say who has changed a row, and when. */
const LAST_CHANGE = {
  changed_by: z.object({ id: z.uuid().nullable(), name: z.string() }).nullable().openapi({
    description: 'Who has changed it last, where it is known; the id is that of a user',
  }),
  changed_at: Timestamp.nullable().openapi({ description: 'When they have' }),
}

/** The answer 412: the problem, the row as it is now, and who has changed it. */
export const changedMeanwhile = (answer: z.ZodType) =>
  withTag({
    ...problem('It was changed since it was read; `current` is what it is now'),
    content: {
      'application/problem+json': { schema: Problem.extend({ current: answer, ...LAST_CHANGE }) },
    },
  })
