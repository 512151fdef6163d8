import { z } from 'zod'
import { cleanText } from '../../../base/text.ts'
import { UnexpectedAnswerError } from '../../errors.ts'

// Tolerant schemas for the fields of answers. An absent optional value is null, never undefined.

/** A 64-bit id: digits, or a number when it is small enough for one. */
export const id = z
  .union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative()])
  .transform((value) => String(value))

const absent = z.unknown().optional()

/** The end of the year 9999, the latest usual date. */
const MAX_SECONDS = 253_402_300_799

/** An instant in seconds since 1970, as a number or digits; the future and 0 are accepted. */
export const seconds = absent
  .transform(numberOf)
  .pipe(z.number('expected seconds').nonnegative().max(MAX_SECONDS))
  .transform((value) => new Date(value * 1000))

/** An instant as `seconds`, or null when absent or 0. */
export const instant = absent.transform((value): Date | null => {
  const number = numberOf(value)
  return number === null || number === 0 ? null : (seconds.safeParse(number).data ?? null)
})

/** Text, or null for every form of no text. */
export const text = absent.transform((value): string | null => {
  if (typeof value !== 'string') return null
  const clean = cleanText(value)
  return clean.trim() === '' ? null : clean
})

const countUpTo = (most: number) =>
  absent.transform((value): number | null => {
    const number = numberOf(value)
    return number !== null && Number.isInteger(number) && number >= 0 && number <= most
      ? number
      : null
  })

/** A count, or null when absent or, beyond 32 bits, impossible. */
export const count = countUpTo(2_147_483_647)

/** A count that may be greater: the most played reels come to billions. */
export const bigCount = countUpTo(Number.MAX_SAFE_INTEGER)

export const decimal = absent.transform(numberOf)

export const flag = absent.transform((value): boolean | null => {
  if (typeof value === 'boolean') return value
  if (value === 0 || value === 1) return value === 1
  return null
})

/** Whether there is a value; null, false, '' and an empty list are none. */
export const isThere = absent.transform(
  (value) => Boolean(value) && !(Array.isArray(value) && value.length === 0),
)

/** The cursor of the next page: text, or a number; null for none. */
export const cursor = absent
  .transform((value) => (typeof value === 'number' ? String(value) : value))
  .pipe(text)

/** A username as the platform compares it. */
export const username = z
  .string()
  .transform((value) => cleanText(value).trim().toLowerCase())
  .pipe(z.string().min(1))

export const requiredFlag = flag
  .refine((value) => value !== null, 'expected a boolean')
  .transform(Boolean)

/** An address of a picture or page; null for anything but http and https. */
export const webAddress = text.transform((value) =>
  value !== null && /^https?:\/\/[^\s]+$/i.test(value) ? value : null,
)

/** A list; anything else counts as empty. */
export const listOf = <T extends z.ZodType>(item: T) =>
  absent.transform((value) => (Array.isArray(value) ? value : [])).pipe(z.array(item))

/** An optional part: may be absent, null, '' or []; otherwise it must match. */
export const part = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (isRecord(value) ? value : null), schema.nullable())

/** A part that is not required: null when it does not match. */
export const lenient = <T extends z.ZodType>(schema: T) =>
  absent.transform((value): z.output<T> | null => schema.safeParse(value).data ?? null)

/** The items that match, in order. */
export const listOfFitting = <T extends z.ZodType>(item: T) =>
  absent.transform((value): z.output<T>[] => {
    const items: unknown[] = Array.isArray(value) ? value : []
    return items.flatMap((found) => {
      const result = item.safeParse(found)
      return result.success ? [result.data] : []
    })
  })

/** Items of an answer skipped as unreadable. */
export type Skipped = {
  count: number
  /** The fault of the first one. */
  fault: string
  /** The first one. */
  item: unknown
}
export type OnSkipped = (skipped: Skipped) => void

/**
 * The readable items of a list, in order; `isWhole` if that is all. Reports others to `onSkipped`;
 * throws UnexpectedAnswerError when none is readable: then the form of the answers has changed.
 */
export function readItems<T extends z.ZodType>(
  schema: T,
  list: { items: readonly unknown[]; path: string; what: string },
  onSkipped: OnSkipped,
): { items: z.output<T>[]; isWhole: boolean } {
  const read: z.output<T>[] = []
  let skipped: Skipped | undefined
  for (const [at, item] of list.items.entries()) {
    const { data, error } = schema.safeParse(item)
    if (!error) read.push(data)
    else if (skipped) skipped.count += 1
    else skipped = { count: 1, fault: faultsIn(error, [list.path, at]), item }
  }
  if (skipped && read.length === 0) {
    throw new UnexpectedAnswerError(`the ${list.what} cannot be read: ${skipped.fault}`)
  }
  if (skipped) onSkipped(skipped)
  return { items: read, isWhole: skipped === undefined }
}

/** An object whose id is in the first of `names` with a valid one; read as `pk`. */
export const identified = <T extends z.ZodRawShape>(names: readonly string[], shape: T) =>
  z.preprocess(
    (value) => (isRecord(value) ? { ...value, pk: findId(value, names) } : value),
    z.object({ ...shape, pk: id }),
  )

/** Ids come alone, with a kind before ("highlight:17…") or with their owner behind ("31…_42"). */
function findId(value: Record<string, unknown>, names: readonly string[]): unknown {
  const alone = names.map((name) => {
    const found = value[name]
    return typeof found === 'string' ? found.replace(/^[a-z]+:|_\d+$/g, '') : found
  })
  return alone.find((found) => id.safeParse(found).success)
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws UnexpectedAnswerError with the paths that do not match. */
export function readAnswer<T extends z.ZodType>(
  schema: T,
  body: unknown,
  what: string,
): z.output<T> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw new UnexpectedAnswerError(`the ${what} cannot be read: ${faultsIn(result.error, [])}`)
}

const faultsIn = (error: z.ZodError, prefix: readonly PropertyKey[]): string =>
  error.issues
    .slice(0, 3)
    .map(
      ({ path, message }) => `${[...prefix, ...path].map(String).join('.') || 'body'}: ${message}`,
    )
    .join('; ')

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
