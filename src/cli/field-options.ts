import type { Fields } from '../base/fields.ts'
import type { FieldOption } from './operation-option.ts'
import { texts, type Option } from './option.ts'

/** Values of options, as in size=M,size=L. */
const variants = (about: string): Option<{ option: string; value: string }[]> => {
  const pairs = texts('OPTION=VALUE', about)
  return {
    ...pairs,
    read: (text, now) =>
      pairs.read(text, now).map((each) => {
        const [option = '', ...value] = each.split('=')
        return { option, value: value.join('=') }
      }),
  }
}

/** Returns the options of a table of fields for the operations that write them. */
export const fieldHelp = (fields: Fields): Readonly<Record<string, FieldOption>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { kind, about, option, value }]) => [
      name,
      {
        about,
        ...(option !== undefined && { option }),
        ...(kind === 'currency' && { value: 'CODE' }),
        ...(value !== undefined && { value }),
        ...(kind === 'variants' && { as: variants(about) }),
      },
    ]),
  )
