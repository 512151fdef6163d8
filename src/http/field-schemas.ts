import { fault } from './fault.ts'
import { isCurrency, NO_CURRENCY } from '../base/currency.ts'
import {
  isOptional,
  type Field,
  type FieldKind,
  type Fields,
  type SentOf,
  type ValueOf,
} from '../base/fields.ts'
import { OptionalMoneyInput } from './money.ts'
import { Timestamp, z } from './router.ts'

const MAX_COUNT = 1_000_000_000
const MAX_ADDRESS = 2_000
const MAX_OPTION = 40
const MAX_VALUE = 80

/** Text of 1 to `longest` characters without a line break. */
export const oneLine = (longest: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .refine(
      (text) => text !== '' && text.length <= longest && !/\p{Cc}/u.test(text),
      fault('not_a_line', `expected 1 to ${longest} characters on one line`, { max: longest }),
    )
    .openapi({ type: 'string', minLength: 1, maxLength: longest })

const Moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullable()
  .openapi({ type: ['string', 'null'], format: 'date-time' })

/** A code of ISO 4217. */
export const Currency = z
  .string()
  .refine(isCurrency, fault('not_a_currency', NO_CURRENCY))
  .openapi({ type: 'string', pattern: '^[A-Z]{3}$' })

const Address = z
  .url({ protocol: /^https?$/, error: 'expected an address that begins with https://' })
  .max(MAX_ADDRESS)
  .nullable()

type OfKind<Kind extends FieldKind> = Extract<Field, { kind: Kind }>

const SCHEMAS: { readonly [Kind in FieldKind]: (field: OfKind<Kind>) => z.ZodType } = {
  line: ({ max, default: none }) =>
    none === null
      ? oneLine(max)
          .nullable()
          .openapi({ type: ['string', 'null'] })
      : oneLine(max),
  text: ({ max, default: none }) =>
    none === null ? z.string().trim().min(1).max(max).nullable() : z.string().trim().max(max),
  url: () => Address,
  money: () => OptionalMoneyInput,
  currency: () => Currency,
  flag: () => z.boolean(),
  count: () => z.int().min(0).max(MAX_COUNT).nullable(),
  number: ({ min = 0, max }) => z.number().min(min).max(max).nullable(),
  list: ({ max, most }) => z.array(oneLine(max)).max(most),
  variants: ({ most }) =>
    z
      .array(z.strictObject({ option: oneLine(MAX_OPTION), value: oneLine(MAX_VALUE) }))
      .max(most)
      .openapi({ example: [{ option: 'size', value: 'XL' }] }),
  choice: ({ values }) => z.enum(values),
  moment: () => Moment,
}

/** The schema of a field: its own, or that of its kind. */
function schemaOf(
  field: Field,
  // The compiler cannot see that the entry of a kind takes the fields of that kind.
  schema = (SCHEMAS[field.kind] as (field: Field) => z.ZodType)(field),
): z.ZodType {
  return field.description === undefined
    ? schema
    : schema.openapi({ description: field.description })
}

/** The schema of a stored value: it was checked when it was written. */
function answerSchemaOf(field: Field, own?: z.ZodType): z.ZodType {
  switch (field.kind) {
    case 'line':
      return isOptional(field) ? z.string().nullable() : z.string()
    case 'money':
      return z.string().nullable()
    case 'moment':
      return Timestamp.nullable()
    default:
      return schemaOf(field, own)
  }
}

function newSchemaOf(field: Field, own?: z.ZodType): z.ZodType {
  const schema = schemaOf(field, own)
  if ('default' in field) return schema.default(structuredClone(field.default))
  return field.kind === 'currency' ? schema.optional() : schema
}

/** The schemas of a change: each field as a program sends it, and as the store takes it. */
type ChangeSchemas<Table extends Fields> = {
  readonly [Name in keyof Table]: z.ZodType<ValueOf<Table[Name]>, SentOf<Table[Name]>>
}

/** The schemas of a new row: an omitted field gets its default; a currency gets the owner's. */
type NewSchemas<Table extends Fields> = {
  readonly [Name in keyof Table]: Table[Name] extends { default: unknown }
    ? z.ZodDefault<ChangeSchemas<Table>[Name]>
    : Table[Name] extends { kind: 'currency' }
      ? z.ZodOptional<ChangeSchemas<Table>[Name]>
      : ChangeSchemas<Table>[Name]
}

/** The schemas of an answer. */
type AnswerSchemas<Table extends Fields> = {
  readonly [Name in keyof Table]: Table[Name] extends { kind: 'moment' }
    ? z.ZodNullable<typeof Timestamp>
    : z.ZodType<ValueOf<Table[Name]>>
}

/**
 * Returns the schemas of a table of fields: for changes, new rows and answers. `own` has those of
 * fields that take less than their kind does.
 */
export const schemasOf = <const Table extends Fields>(
  table: Table,
  own: Partial<ChangeSchemas<Table>> = {},
) => {
  const schemas: Partial<Record<string, z.ZodType>> = own
  const made = (schemaFor: (field: Field, own?: z.ZodType) => z.ZodType): unknown =>
    Object.fromEntries(
      Object.entries(table).map(([name, field]) => [name, schemaFor(field, schemas[name])]),
    )
  return {
    change: made(schemaOf) as ChangeSchemas<Table>,
    create: made(newSchemaOf) as NewSchemas<Table>,
    answer: made(answerSchemaOf) as AnswerSchemas<Table>,
  }
}
