import type { ZodType } from 'zod'
import { InvalidInputError } from '../base/errors.ts'
import { fault, textMatching } from './fault.ts'
import { z } from './router.ts'

const MAX_LIMIT = 200
const DEFAULT_LIMIT = 50
/** Beyond it, skipping rows costs more than reading them; use a cursor instead. */
const MAX_OFFSET = 100_000

type Bounds = { min: number; max: number }

const boundedText = (type: 'integer' | 'number', form: RegExp, { min, max }: Bounds) => {
  const expected = `expected ${type === 'integer' ? 'an' : 'a'} ${type} from ${min} to ${max}`
  return textMatching(z.string(), form, fault('not_a_number', expected))
    .transform(Number)
    .refine((value) => value >= min && value <= max, fault('out_of_range', expected, { min, max }))
    .openapi({ type, minimum: min, maximum: max })
}

/** An integer in a query or path; other spellings such as '1e2' and '' are refused. */
export const integerText = (bounds: Bounds) => boundedText('integer', /^-?\d{1,16}$/, bounds)

export const numberText = (bounds: Bounds) =>
  boundedText('number', /^-?\d{1,16}(\.\d{1,16})?$/, bounds)

/** The query fields of every list. */
export const pageFields = {
  limit: integerText({ min: 1, max: MAX_LIMIT })
    .default(DEFAULT_LIMIT)
    .openapi({ default: DEFAULT_LIMIT, description: 'Rows of a page' }),
  offset: integerText({ min: 0, max: MAX_OFFSET })
    .optional()
    .openapi({ description: 'Rows to step over; for more than a few pages use `cursor`' }),
  cursor: z.string().min(1).max(500).optional().openapi({
    description:
      'The cursor that the page before gives for the next one; not together with `offset`',
  }),
}

/** The query fields of a list that has only a cursor. */
export const cursorFields = { limit: pageFields.limit, cursor: pageFields.cursor }

/** The text `true` or `false` in a query. */
export const booleanText = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .openapi({ type: 'boolean' })

export type PageRequest = {
  limit: number
  offset?: number | undefined
  cursor?: string | undefined
}

/** Encodes the sort key of a page's last row as an opaque cursor. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * Decodes the key of a cursor; undefined without one. Throws an InvalidInputError that names
 * `cursor`.
 */
export function readCursor<Key>(page: PageRequest, key: ZodType<Key>): Key | undefined {
  if (page.cursor === undefined) return undefined
  if (page.offset !== undefined) throw invalidCursor('cannot be used together with offset')
  const parsed = key.safeParse(parseCursor(page.cursor))
  if (!parsed.success) throw invalidCursor('is not a cursor of this list with this sort')
  return parsed.data
}

function parseCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch (error) {
    throw invalidCursor('is not a cursor of this list', error)
  }
}

/** Pages make no cursors of their own. */
export const NOT_A_CURSOR = { code: 'not_accepted' } as const

function invalidCursor(reason: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    `cursor: ${reason}`,
    [{ field: 'cursor', reason, ...NOT_A_CURSOR }],
    {
      cause,
    },
  )
}

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item),
    next_cursor: z.string().nullable().openapi({ description: 'Asks for the next page' }),
    has_more: z.boolean(),
  })

export type Page<Item> = { data: Item[]; next_cursor: string | null; has_more: boolean }
type KeyOf<Row> = (row: Row) => readonly (string | number | null)[]

/**
 * Makes a page of `limit` rows from `limit + 1`, where the extra row shows that there are more.
 * Without `item`, the items are the rows.
 */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  options: { key: KeyOf<Row> },
): Page<Row>
export function cutPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  options: { item: (row: Row) => Item; key: KeyOf<Row> },
): Page<Item>
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  { item = (row) => row, key }: { item?: (row: Row) => unknown; key: KeyOf<Row> },
): Page<unknown> {
  const pageRows = rows.slice(0, limit)
  const last = pageRows.at(-1)
  const more = rows.length > limit && last !== undefined
  return {
    data: pageRows.map(item),
    next_cursor: more ? encodeCursor(key(last)) : null,
    has_more: more,
  }
}
