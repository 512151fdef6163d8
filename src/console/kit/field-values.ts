import { isOptional, type Field, type FieldKind, type Variant } from '../../base/fields.ts'
import { momentIn, momentOf } from '../days.ts'
import type { PageContext } from '../page.ts'
import { numberIn } from './number-in.ts'

/** The value of a field in an answer. */
export type StoredValue =
  | string
  | number
  | boolean
  | readonly (string | Variant)[]
  | null
  | undefined

type Zone = Pick<PageContext, 'timeZone'>

/** How values of a kind are typed: `value` is never null, and `text` is trimmed and not empty. */
type Codec = {
  format(value: Exclude<StoredValue, null | undefined>, zone: Zone): string
  read(text: string, zone: Zone): unknown
}

const plain: Codec = { format: String, read: (text) => text }
const number: Codec = { format: String, read: numberIn }

const CODECS: Readonly<Record<FieldKind, Codec>> = {
  line: plain,
  text: plain,
  url: plain,
  choice: plain,
  currency: { format: String, read: (text) => text.toUpperCase() },
  // People type spaces between thousands.
  money: { format: String, read: (text) => text.replaceAll(/(?<=\d)\s(?=\d{3})/g, '') },
  flag: { format: String, read: (text) => text === 'true' },
  count: number,
  number,
  list: { format: entriesOrText, read: linesOf },
  variants: { format: entriesOrText, read: variantsOf },
  moment: {
    format: (value, { timeZone }) => momentIn(new Date(entriesOrText(value)), timeZone),
    // The API refuses an invalid moment, at its field.
    read: (text, { timeZone }) => momentOf(text, timeZone)?.toISOString() ?? text,
  },
}

/** Returns the entries of a list as text; a variant is `size: M`. */
export function entriesOf(value: StoredValue): string[] {
  return (Array.isArray(value) ? value : []).map((entry: string | Variant) =>
    typeof entry === 'string' ? entry : `${entry.option}: ${entry.value}`,
  )
}

/** Returns a value as text; each entry of a list on its own line. */
function entriesOrText(value: StoredValue): string {
  return typeof value === 'object' ? entriesOf(value).join('\n') : String(value)
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '')
}

function variantsOf(text: string): Variant[] {
  return linesOf(text).map((line) => {
    const [option = '', ...value] = line.split(':')
    return { option: option.trim(), value: value.join(':').trim() }
  })
}

/** Returns a stored value as the text of its input. */
export const textOf = ({ kind }: Field, value: StoredValue, zone: Zone): string =>
  value === null || value === undefined ? '' : CODECS[kind].format(value, zone)

/** Parses the text of a field's input for the API; an empty text is the empty value. */
export function valueOf(field: Field, text: string, zone: Zone): unknown {
  return text === '' && isOptional(field) ? null : CODECS[field.kind].read(text, zone)
}

/** Reads a field of a form, trimmed; undefined when the form lacks it. */
export const textIn = (form: URLSearchParams, name: string): string | undefined =>
  // Browsers send line ends as CRLF; a checked checkbox follows its hidden input.
  form.getAll(name).at(-1)?.replaceAll('\r\n', '\n').trim()
