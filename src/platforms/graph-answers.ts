import { z } from 'zod'
import { cleanText } from '../base/text.ts'
import { UnexpectedAnswerError } from './errors.ts'

// Tolerant schemas for the fields of answers. An absent optional value is null, never undefined.

/** Any value, or none. */
export const absent = z.unknown().optional()

/** Ids have up to 20 digits; `parseAnswer` keeps the large ones as text. */
export const id = z
  .union([z.string().regex(/^\d{1,30}$/), z.int().nonnegative()])
  .transform((value) => String(value))

/** Text, or null for every form of no text. */
export const text = absent.transform((value): string | null => {
  if (typeof value !== 'string') return null
  const clean = cleanText(value)
  return clean.trim() === '' ? null : clean
})

export const requiredText = z.string().min(1).transform(cleanText)

/** A count; null when absent: a hidden number is never 0. */
export const count = absent.transform((value): number | null => {
  const number = numberOf(value)
  return number !== null && Number.isSafeInteger(number) && number >= 0 ? number : null
})

export const decimal = absent.transform(numberOf)

/** Seconds since 1970; null when absent or 0, which means never. */
export const seconds = absent.transform((value): Date | null => {
  const number = numberOf(value)
  return number === null || number <= 0 ? null : validDate(number * 1_000)
})

/** `2019-09-26T22:36:43+0000`, `…+00:00` or `…Z`. */
export const timestamp = z
  .string()
  .transform((value) => validDate(Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))))
  .refine((value) => value !== null, 'expected a timestamp')

/** An address of a picture or page; null for anything but http and https. */
export const webAddress = text.transform((value) =>
  value !== null && /^https?:\/\/\S+$/i.test(value) ? value : null,
)

/** Names as a list, or in one text separated by commas. */
export const names = absent.transform((value): string[] | null => {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean)
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : null
})

/** The items of a list; anything else counts as empty. */
export const items = absent.transform((value): unknown[] => (Array.isArray(value) ? value : []))

export const flag = absent.transform((value) => value === true)

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Some calls answer with the object itself, or with a list of one below `data`. */
export const flatOrData = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => {
    const data = isRecord(value) ? value['data'] : undefined
    if (Array.isArray(data)) return data[0]
    return isRecord(data) ? data : value
  }, schema)

/** Throws UnexpectedAnswerError with the paths that do not match, without any value. */
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
  throw new UnexpectedAnswerError(`Meta's ${what} cannot be read: ${faults.join('; ')}`)
}

/**
 * The JSON value of a text; undefined for invalid JSON. Integers beyond 2^53 become text, because
 * they are ids and would lose digits.
 */
export function parseAnswer(body: string): unknown {
  try {
    return JSON.parse(body, keepDigits)
  } catch {
    return undefined
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value)
  const source = context?.source
  return isRounded && source !== undefined && /^-?\d+$/.test(source) ? source : value
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

const validDate = (ms: number): Date | null => {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? null : date
}
