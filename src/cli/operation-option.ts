import type { FieldInfo } from './operation-info.ts'
import {
  choice,
  choices,
  day,
  flag,
  fraction,
  MAX_NAMED,
  moment,
  onOff,
  orNone,
  text,
  texts,
  whole,
  type Option,
} from './option.ts'

/**
 * The option of a command for a field, where the operation does not describe it as people need it.
 */
export type FieldOption = {
  /** The name of the option; that of the field with hyphens without it. */
  readonly option?: string
  /** The line in the help; the description of the field without it. */
  readonly about?: string
  /** The placeholder for the value in the help, such as `USERNAME`. */
  readonly value?: string
  /** A switch that sends true, instead of on or off. */
  readonly isSwitch?: true
  /** A day as a moment is its end. */
  readonly edge?: 'end'
  /** False where the command has a value if none is given. */
  readonly required?: false
  /** Parses what has a form of its own on the command line. */
  readonly as?: Option
}

/** The fields of each list, in words that fit all of them. */
const PAGE_FIELDS: Readonly<Record<string, (field: FieldInfo) => Option>> = {
  limit: ({ min = 1, max = 200 }) => whole(`how many at most, ${min} to ${max}`, { min, max }),
  cursor: () => text('CURSOR', 'go on behind a page, as its end says'),
}
export const PAGE_NAMES = Object.keys(PAGE_FIELDS)

/** Commands go on by the cursor. */
const FOR_PROGRAMS: ReadonlySet<string> = new Set(['offset'])

/** Whether a command can take a field as an option at all. */
export const isForPeople = (name: string, { type }: FieldInfo): boolean =>
  type !== 'object' && !FOR_PROGRAMS.has(name)

/** The option of a field; `canClear` where an empty text takes a value away that is stored. */
export function optionOf(
  name: string,
  field: FieldInfo,
  overrides: FieldOption,
  canClear: boolean,
): Option {
  const option = overrides.as ?? pageOption(name, field, overrides) ?? plainOption(field, overrides)
  const referred = field.reference === undefined ? option : referring(option, field.reference)
  const isClearable = field.nullable === true && overrides.isSwitch === undefined
  return {
    ...(isClearable ? clearable(referred, canClear) : referred),
    ...valueOf(field, overrides),
    field: name,
    ...(field.required && overrides.required !== false && { required: true as const }),
  }
}

const pageOption = (name: string, field: FieldInfo, { about }: FieldOption): Option | undefined =>
  about === undefined ? PAGE_FIELDS[name]?.(field) : undefined

const valueOf = ({ isList }: FieldInfo, { value }: FieldOption): { value?: string } =>
  value === undefined ? {} : { value: isList ? `${value},…` : value }

const clearable = (option: Option, canClear: boolean): Option =>
  canClear ? orNone(option) : { ...orNone(option), about: option.about }

function plainOption(
  field: FieldInfo,
  { isSwitch, about = field.about ?? '', ...overrides }: FieldOption,
): Option {
  const { type, isList } = field
  if (isSwitch) return flag(about)
  if (type === 'choice') return choiceOption(field, about, overrides.value !== undefined)
  if (isList) return texts(placeholderOf(field), about)
  const made = OF_TYPE[type]
  return made ? made(about, field, overrides) : text(placeholderOf(field), about)
}

/** Names what may be chosen, unless the placeholder does or they are too many. */
function choiceOption(
  { isList, choices: names = [] }: FieldInfo,
  about: string,
  isNamed: boolean,
): Option {
  const option = isList ? choices(names, about) : choice(names, about)
  return isNamed || names.length > MAX_NAMED ? { ...option, about } : option
}

type OfType = (about: string, field: FieldInfo, overrides: FieldOption) => Option

const OF_TYPE: Readonly<Record<string, OfType | undefined>> = {
  switch: (about) => onOff(about),
  whole: (about, { min, max }) =>
    whole(about, { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }),
  number: (about) => fraction(about),
  day: (about) => day(about),
  moment: (about, _, { edge }) => moment(about, edge),
}

/** Returns the placeholder for a value in the help: the noun of a reference, as in `STORE`. */
function placeholderOf({ type, reference }: FieldInfo): string {
  if (reference === undefined) return VALUES[type] ?? 'TEXT'
  return (reference.split(' ').at(-1) ?? reference).toUpperCase()
}

const VALUES: Readonly<Record<string, string | undefined>> = {
  id: 'ID',
  url: 'URL',
  money: 'AMOUNT',
  file: 'FILE',
}

/** Parses a word of a field: a choice, a number, a reference; undefined for other texts. */
export function wordReader(field: FieldInfo): ((text: string) => unknown) | undefined {
  if (field.reference !== undefined) return referenceIn(field.reference)
  if (field.isList || !['choice', 'whole', 'number', 'switch'].includes(field.type))
    return undefined
  const { read } = plainOption(field, {})
  // None of these asks for the time.
  return (text) => read(text, new Date(0))
}

/** Creators are too many for ends of ids. */
const ONLY_WHOLE: ReadonlySet<string> = new Set(['creator'])
const END_OF_ID = /^[\da-f-]{4,35}$/i

/**
 * Returns the reference that the API takes for a noun: an id or a name as it was typed, or `…` and
 * the end of an id.
 */
const referenceIn =
  (noun: string) =>
  (text: string): string =>
    END_OF_ID.test(text) && !ONLY_WHOLE.has(noun) ? `…${text}` : text

const referring = (option: Option, noun: string): Option => {
  const refer = referenceIn(noun)
  const of = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(of)
    return typeof value === 'string' ? refer(value) : value
  }
  return { ...option, read: (input, now) => of(option.read(input, now)) }
}
