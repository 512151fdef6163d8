import { isOptional, type Field, type FieldKind, type Fields } from '../base/fields.ts'
import {
  choice,
  fraction,
  moment,
  onOff,
  orNone,
  text,
  texts,
  whole,
  type Option,
  type Options,
} from './option.ts'

/** Values of options, as in size=M,size=L. */
export const variants = (about: string): Option<{ option: string; value: string }[]> => {
  const pairs = texts('OPTION=VALUE', about)
  return {
    ...pairs,
    read: (given, now) =>
      pairs.read(given, now).map((each) => {
        const [option = '', ...value] = each.split('=')
        return { option, value: value.join('=') }
      }),
  }
}

type OfKind<Kind extends FieldKind> = Extract<Field, { kind: Kind }>

const OPTIONS: { readonly [Kind in FieldKind]: (field: OfKind<Kind>) => Option } = {
  line: ({ about }) => text('TEXT', about),
  text: ({ about }) => text('TEXT', about),
  url: ({ about }) => text('URL', about),
  money: ({ about }) => text('AMOUNT', about),
  currency: ({ about }) => text('CODE', about),
  flag: ({ about }) => onOff(about),
  count: ({ about }) => whole(about),
  number: ({ about }) => fraction(about),
  list: ({ about }) => texts('TEXT', about),
  variants: ({ about }) => variants(about),
  choice: ({ values, about }) => choice(values, about),
  moment: ({ about }) => moment(about),
}

/** The compiler cannot see that the entry of a kind takes the fields of that kind. */
const optionOf = (field: Field): Option => (OPTIONS[field.kind] as (field: Field) => Option)(field)

const optionName = (name: string, { option }: Field): string => option ?? name.replaceAll('_', '-')

/** An option for each field, under its name with hyphens; `''` takes a value away that may be missing. */
export const fieldOptions = (fields: Fields): Options =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const option = { ...optionOf(field), field: name }
      return [optionName(name, field), isOptional(field) ? orNone(option) : option]
    }),
  )

/** What was given for the fields, as the body of a call has it. */
export const fieldsGiven = (
  fields: Fields,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, options[optionName(name, field)]]),
  )
