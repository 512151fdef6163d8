import { z } from 'zod'
import { flag, readRunOptions, wholeNumber } from '../../sim/run/options.ts'

export type Options = {
  json: boolean
  /** Creators without pictures. */
  plain: number
  /** Creators with ten pictures each. */
  pictured: number
  /** Statements to list per phase, heaviest first. */
  statements: number
  /** The options of gramd's process, such as --cpu-prof. */
  nodeOptions: string
}

const PLAIN = 50_000
const PICTURED = 1_000
const QUICK = { plain: 3_000, pictured: 100 }

const creators = wholeNumber
  .min(0, 'expected a number from 0')
  .max(200_000, 'expected at most 200000')

/** Reads the command line; prints a fault or help, and exits. */
export function readOptions(args: string[]): Options {
  const values = readRunOptions(
    {
      name: 'npm run bench:ai',
      summary: 'how fast analyses are sent and read back, and in how much memory',
      options: {
        json: flag('print the result as JSON'),
        quick: flag('few creators: orientation, not a result'),
        plain: creators.optional().describe(`creators without pictures (default ${PLAIN})`),
        pictured: creators.optional().describe(`creators with ten pictures (default ${PICTURED})`),
        statements: wholeNumber
          .min(0, 'expected a number from 0')
          .max(100, 'expected at most 100')
          .default(0)
          .describe('statements to list of each phase, heaviest first'),
        'node-options': z
          .string()
          .default('')
          .describe('for the process of gramd, such as --cpu-prof'),
      },
    },
    args,
  )
  return {
    json: values.json,
    plain: values.plain ?? (values.quick ? QUICK.plain : PLAIN),
    pictured: values.pictured ?? (values.quick ? QUICK.pictured : PICTURED),
    statements: values.statements,
    nodeOptions: values['node-options'],
  }
}
