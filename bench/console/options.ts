import { count, flag, readRunOptions } from '../../sim/run/options.ts'
import { z } from 'zod'

export type Options = {
  json: boolean
  creators: number
  posts: number
  tasks: number
  repetitions: number
  only: readonly string[] | null
  fresh: boolean
}

const FULL = { creators: 300_000, posts: 3_000_000, tasks: 1_000_000 }
const QUICK = { creators: 1_000, posts: 10_000, tasks: 10_000 }

/** Reads the command line; prints a fault or help, and exits. */
export function readOptions(args: string[]): Options {
  const { quick, only, ...values } = readRunOptions(
    {
      name: 'npm run bench:console',
      summary: 'every page of the console, over many tasks, creators and posts',
      options: {
        json: flag('one JSON line per page'),
        quick: flag('a hundredth of the rows: orientation, not a result'),
        fresh: flag('fill the database again, although it is as it would be'),
        only: z.string().optional().describe('routes to measure, separated by ;'),
        repetitions: count
          .max(10_000, 'expected at most 10000')
          .default(30)
          .describe('requests of each address'),
      },
    },
    args,
  )
  return { ...values, ...(quick ? QUICK : FULL), only: only?.split(';') ?? null }
}
