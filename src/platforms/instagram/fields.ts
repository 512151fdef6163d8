import { z } from 'zod'
import { cleanText } from '../../clean-text.ts'
import { UnexpectedAnswerError } from '../errors.ts'

/** The fields of answers, as tolerant as answers are various. An absent optional value is null, never undefined. */

/** A 64-bit id: digits, or a number when it is small enough for one. */
export const id = z
  .union([z.string().regex(/^\d+$/), z.number().int().nonnegative()])
  .transform((value) => String(value))

/** An instant in seconds since 1970, as a number or its digits. */
export const seconds = z.coerce
  .number()
  .positive()
  .max(8_640_000_000_000)
  .transform((value) => new Date(value * 1000))

const absent = z.unknown().optional()

/** An instant as `seconds`, or null when it is not told. */
export const instant = absent.transform((value): Date | null =>
  value === null ? null : (seconds.safeParse(value).data ?? null),
)

/** Text, or null for every way to say that there is none. */
export const text = absent.transform((value): string | null => {
  if (typeof value !== 'string') return null
  const clean = cleanText(value)
  return clean.trim() === '' ? null : clean
})

/** A count, or null when it is not told. */
export const count = absent.transform((value): number | null => {
  const number = numberOf(value)
  return number !== null && Number.isSafeInteger(number) && number >= 0 ? number : null
})

export const decimal = absent.transform(numberOf)

export const flag = absent.transform((value): boolean | null => {
  if (typeof value === 'boolean') return value
  if (value === 0 || value === 1) return value === 1
  return null
})

/** Without a flag there is nothing to go by. */
export const requiredFlag = flag
  .refine((value) => value !== null, 'expected a boolean')
  .transform(Boolean)

/** An address of a picture or page; null for anything but http and https. */
export const webAddress = text.transform((value) =>
  value !== null && /^https?:\/\/[^\s]+$/i.test(value) ? value : null,
)

/** A list, empty for whatever else stands in its place. */
export const listOf = <T extends z.ZodType>(item: T) =>
  absent.transform((value) => (Array.isArray(value) ? value : [])).pipe(z.array(item))

/** A part that may be absent, null, '' or []; when it is there, it has to fit. */
export const part = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (isRecord(value) ? value : null), schema.nullable())

/** A part that nobody needs: null when it does not fit. */
export const incidental = <T extends z.ZodType>(schema: T) =>
  absent.transform((value): z.output<T> | null => schema.safeParse(value).data ?? null)

/** The items that fit, in their order. */
export const listOfFitting = <T extends z.ZodType>(item: T) =>
  absent.transform((value): z.output<T>[] => {
    const items: unknown[] = Array.isArray(value) ? value : []
    return items.flatMap((found) => {
      const result = item.safeParse(found)
      return result.success ? [result.data] : []
    })
  })

/** An object whose id is in the first of `names` that holds one; it is read as `pk`. */
export const identified = <T extends z.ZodRawShape>(names: readonly string[], shape: T) =>
  z.preprocess(
    (value) => (isRecord(value) ? { ...value, pk: findId(value, names) } : value),
    z.object({ ...shape, pk: id }),
  )

/** Ids come alone, with a kind before ("highlight:17…") or with their owner behind ("31…_42"). */
function findId(value: Record<string, unknown>, names: readonly string[]): unknown {
  const found = names.map((name) => value[name]).find((item) => item !== undefined && item !== null)
  return typeof found === 'string' ? found.replace(/^[a-z]+:|_\d+$/g, '') : found
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws UnexpectedAnswerError, naming the paths that do not fit. */
export function readAnswer<T extends z.ZodType>(
  schema: T,
  body: unknown,
  what: string,
): z.output<T> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const faults = result.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`)
  throw new UnexpectedAnswerError(`the ${what} cannot be read: ${faults.join('; ')}`)
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
