import type { Violation } from './format.ts'

/** The violation that a check found; undefined for none. */
export type Finding = Violation | undefined

/** A value, the field of the product that it is of, and what a sentence about it needs. */
export type Checked = {
  field: string
  /** The field in words. */
  what: string
  value: string | null
  /** The reader of the file. */
  reader: string
  /** The step by which a person can correct it. */
  remedy: string
}

/** Longer values would fill a report; their beginning is enough to find them. */
const MAX_TEXT = 80

/** A violation whose sentence is the rule and its remedy. */
export function violation(
  { field, value, remedy }: Pick<Checked, 'field' | 'value' | 'remedy'>,
  rule: string,
): Violation {
  const text = value ?? ''
  const excerpt = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text
  return { field, rule: `${rule}; ${remedy}`, value: excerpt.toWellFormed() }
}

/** The findings that are some; in the order of the checks. */
export const found = (findings: readonly Finding[]): Violation[] =>
  findings.filter((finding) => finding !== undefined)

/** Refuses an empty value. */
export const required = (checked: Checked): Finding =>
  checked.value?.trim() ? undefined : violation(checked, `${checked.reader} needs ${checked.what}`)

/**
 * Characters as those who document limits count them: an emoji beyond the basic plane is one, not
 * two.
 */
export const charactersOf = (text: string): number => Array.from(text).length

/** Refuses more characters than are allowed. */
export const atMost = (checked: Checked, most: number): Finding =>
  charactersOf(checked.value ?? '') > most
    ? violation(
        checked,
        `${checked.reader} takes at most ${most.toLocaleString('en')} characters in ${checked.what}`,
      )
    : undefined

/** Refuses an empty value, and more characters than are allowed. */
export const requiredAtMost = (checked: Checked, most: number): Finding =>
  required(checked) ?? atMost(checked, most)

const MONEY = /^\d+(?:\.\d+)?$/

/** Refuses what is no decimal number with a point; nothing is allowed. */
export const money = (checked: Checked): Finding =>
  checked.value === null || MONEY.test(checked.value)
    ? undefined
    : violation(
        checked,
        `${checked.reader} takes ${checked.what} as a number with a decimal point alone`,
      )

/** Refuses what is no absolute URL of the web. */
export const webAddress = (checked: Checked): Finding =>
  isWebAddress(checked.value ?? '')
    ? undefined
    : violation(
        checked,
        `${checked.reader} needs ${checked.what} to begin with http:// or https://`,
      )

function isWebAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text)) return false
  return URL.canParse(text)
}

/**
 * Whether one amount of money is more than another; amounts that are missing or no numbers are not.
 */
export function exceeds(amount: string | null, other: string | null): boolean {
  // Numbers compare these exactly enough: amounts that differ in decimals differ by far more than a
  // float's error.
  return amount !== null && other !== null && Number(amount) > Number(other)
}
