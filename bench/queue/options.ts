import { parseArgs } from 'node:util'
import { z } from 'zod'

export const MEASURES = [
  'drain',
  'enqueue',
  'pickup',
  'snapshot',
  'keys',
  'cost',
  'claim',
  'recovery',
] as const
export type MeasureName = (typeof MEASURES)[number]

export type Options = {
  json: boolean
  only: readonly MeasureName[]
  rounds: number
  /** Smaller sizes and fewer rounds, for work on the engine: orientation, not a result. */
  quick: boolean
}

const Only = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(MEASURES)))

/** Reads the command line. Throws on what it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const rounds = values.rounds ?? (values.quick ? '2' : '5')
  return {
    json: values.json,
    only: values.only === undefined ? MEASURES : Only.parse(values.only),
    rounds: z.coerce.number().int().min(1).parse(rounds),
    quick: values.quick,
  }
}
