import { count, flag, readRunOptions } from '../../sim/run/options.ts'
import { z } from 'zod'

export type Options = {
  json: boolean
  creators: number
  /** Requests per question, after as many uncounted ones. */
  repetitions: number
  only: readonly string[] | null
  /** Uses the database of an earlier run with --keep, and keeps it. */
  keep: boolean
}

export const POSTS_PER_CREATOR = 20

const CREATORS = 100_000
const FULL_CREATORS = 1_000_000
const QUICK_CREATORS = 10_000

/** Reads the command line; prints a fault or help, and exits. */
export function readOptions(args: string[]): Options {
  const values = readRunOptions(
    {
      name: 'npm run bench:search',
      summary: 'what users ask most, over many creators with 20 posts each',
      options: {
        json: flag('print the result as JSON'),
        full: flag('a million creators'),
        quick: flag('10000 creators: orientation, not a result'),
        keep: flag('use the database of an earlier run with --keep, and leave it'),
        only: z.string().optional().describe('questions to ask, separated by ;'),
        repetitions: count
          .max(100_000, 'expected at most 100000')
          .default(60)
          .describe('requests of each question'),
      },
    },
    args,
  )
  if (values.full && values.quick) {
    console.error('--full and --quick exclude each other')
    process.exit(2)
  }
  const size = values.full ? FULL_CREATORS : values.quick ? QUICK_CREATORS : CREATORS
  return {
    json: values.json,
    creators: size,
    repetitions: values.repetitions,
    only: values.only?.split(';') ?? null,
    keep: values.keep,
  }
}
