import type { Field } from '../../../base/fields.ts'
import { textOf, valueOf, type StoredValue } from '../../../console/kit/field-values.ts'
import type { PageContext } from '../../../console/page.ts'
import { PRODUCT_FIELDS } from '../fields/products.ts'

type Zone = Pick<PageContext, 'timeZone'>

/** Tags are typed on one line, between commas. */
const isOnOneLine = (field: Field): boolean => field === PRODUCT_FIELDS.tags

/** Returns a stored value of a draft or a conflict as the text of its input. */
export function typedText(field: Field, value: StoredValue, zone: Zone): string {
  const text = textOf(field, value, zone)
  return isOnOneLine(field) ? text.replaceAll('\n', ', ') : text
}

/** Parses the text of such an input for the API; an empty text is the empty value. */
export const typedValue = (field: Field, text: string, zone: Zone): unknown =>
  valueOf(field, isOnOneLine(field) ? text.replaceAll(',', '\n') : text, zone)
