import { z } from 'zod'

const KINDS = ['price', 'was', 'now', 'from', 'each', 'bundle', 'range_low', 'range_high'] as const

/** "price 1800.00 KES", "bundle3 1000.00 KES". */
const Label = z
  .string()
  .regex(/^[a-z_]+\d* \d+(?:\.\d+)? [A-Z]{3}$/)
  .transform((text) => {
    const [named = '', amount = '', currency = ''] = text.split(' ')
    const [, kind = '', count = ''] = /^([a-z_]+)(\d*)$/.exec(named) ?? []
    return {
      kind: z.enum(KINDS).parse(kind),
      amount,
      currency,
      quantity: count === '' ? null : Number(count),
    }
  })
export type LabelledPrice = z.output<typeof Label>

const Captions = z.array(z.strictObject({ caption: z.string().min(1), prices: z.array(Label) }))

/** An invented caption of an invented store, with every price that it states. */
export type LabelledCaption = { store: string; caption: string; prices: LabelledPrice[] }

/** Reads files of captions by the currency of their stores. */
export const readCaptions = (files: Readonly<Record<string, unknown>>): LabelledCaption[] =>
  Object.entries(files).flatMap(([store, file]) =>
    Captions.parse(file).map((each) => ({ ...each, store: store.toUpperCase() })),
  )
