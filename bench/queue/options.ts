import { count, flag, readRunOptions } from '../../sim/run/options.ts'
import { z } from 'zod'

export const MEASURES = [
  'drain',
  'replicas',
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

/** Reads the command line; prints a fault or help, and exits. */
export function readOptions(args: string[]): Options {
  const values = readRunOptions(
    {
      name: 'npm run bench:queue',
      summary: 'gramd beside other queues on PostgreSQL (bench/README.md)',
      options: {
        json: flag('print the result as JSON'),
        only: Only.optional().describe(`any of ${MEASURES.join(', ')}, separated by commas`),
        rounds: count.optional().describe('rounds of each measure (default 5, or 2 with --quick)'),
        quick: flag('small sizes and few rounds: orientation, not a result'),
      },
    },
    args,
  )
  return {
    json: values.json,
    only: values.only ?? MEASURES,
    rounds: values.rounds ?? (values.quick ? 2 : 5),
    quick: values.quick,
  }
}
