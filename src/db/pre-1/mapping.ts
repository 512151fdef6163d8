import { z } from 'zod'
import { currencyDigits } from '../../base/currency.ts'
import { quoted } from '../backup/backup-format.ts'
import tables from './mapping.json' with { type: 'json' }

const Names = z.record(z.string(), z.string())

/** A table whose rows are not converted. */
const LeftOut = z.strictObject({ left_out: z.string() })

/**
 * How the rows of a table of before 1.0 are converted. A column of today gets the old column of the
 * same name unless this says otherwise; one that the old table does not have gets its default.
 */
const Converted = z.strictObject({
  /** The table of today, if it has another name. */
  to: z.string().optional(),
  /** The new name of each renamed column, by the old one. */
  renamed: Names.default({}),
  /** By column, the new code of each renamed code. */
  codes: z.record(z.string(), Names).default({}),
  /** By column with codes, the code of all other texts, and the column that gets these texts. */
  others: z.record(z.string(), z.strictObject({ code: z.string(), text: z.string() })).default({}),
  /** By column or path in its JSON, the new name of each renamed key. */
  keys: z.record(z.string(), Names).default({}),
  /** Columns with amounts of the column `currency`, which had two decimals for every currency. */
  amounts: z.array(z.string()).default([]),
  /**
   * By column, a SQL expression. It reads the old columns, all of which are text, and tables that
   * come before this one in the backup.
   */
  values: Names.default({}),
  /** Statements that run when all tables are filled. */
  afterwards: z.array(z.string()).default([]),
})

const Tables = z.record(z.string(), z.union([LeftOut, Converted]))
export type Tables = Readonly<z.output<typeof Tables>>
export type Converted = z.output<typeof Converted>

/** Every table of before 1.0. */
export const PRE_1_TABLES: Tables = Tables.parse(tables)

/** The expression for each column of today that is not just an old column. */
export function expressionsOf(table: Converted): Map<string, string> {
  const { codes, others, keys, amounts, values } = table
  const found = new Map(Object.entries(values))
  for (const [column, names] of Object.entries(codes)) {
    const rest = others[column]
    const otherwise = rest === undefined ? quoted(column) : literal(rest.code)
    found.set(column, replaced(quoted(column), names, otherwise))
    if (rest) found.set(rest.text, textWithoutCode(quoted(column), names))
  }
  for (const [path, names] of Object.entries(keys)) {
    const [column = '', ...inner] = path.split('.')
    const before = found.get(column) ?? `${quoted(column)}::jsonb`
    found.set(column, inner.length === 0 ? withKeys(before, names) : within(before, inner, names))
  }
  for (const column of amounts) found.set(column, inDigits(quoted(column)))
  return found
}

type Renames = Readonly<Record<string, string>>

function replaced(text: string, names: Renames, otherwise: string): string {
  const cases = Object.entries(names).map(
    ([before, now]) => `when ${literal(before)} then ${literal(now)}`,
  )
  return `case ${text} ${cases.join(' ')} else case when ${text} is not null then ${otherwise} end end`
}

function textWithoutCode(text: string, names: Renames): string {
  const known = Object.keys(names).map(literal).join(', ')
  return `case when ${text} not in (${known}) then ${text} end`
}

/** Renames the keys of a JSON object; leaves other JSON as it is. */
const withKeys = (json: string, names: Renames): string =>
  `(select case when jsonb_typeof(o.json) = 'object' then (
      select coalesce(jsonb_object_agg(${replaced('e.key', names, 'e.key')}, e.value), '{}')
      from jsonb_each(o.json) e
    ) else o.json end
    from (select ${json}) o (json))`

function within(json: string, path: readonly string[], names: Renames): string {
  const at = literal(`{${path.join(',')}}`)
  return `(select case when w.json #> ${at} is null then w.json
      else jsonb_set(w.json, ${at}, ${withKeys(`w.json #> ${at}`, names)}) end
    from (select ${json}) w (json))`
}

/** Returns the amount with the decimals of its currency. */
function inDigits(amount: string): string {
  const codes = (digits: number): string =>
    Intl.supportedValuesOf('currency')
      .filter((code) => currencyDigits(code) === digits)
      .map(literal)
      .join(', ')
  return `case when currency in (${codes(0)}) then trim_scale(${amount}::numeric)
    when currency in (${codes(3)}) then round(${amount}::numeric, 3) else ${amount}::numeric end`
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
