import { parseArgs } from 'node:util'
import { z } from 'zod'

export type Options = {
  json: boolean
  creators: number
  /** Requests of each question, after as many that are not counted. */
  repetitions: number
  only: readonly string[] | null
  /** Uses the database of an earlier run with --keep, and leaves it. */
  keep: boolean
}

export const POSTS_PER_CREATOR = 20

const CREATORS = 100_000
const FULL_CREATORS = 1_000_000
const QUICK_CREATORS = 10_000

/** Reads the command line. Throws on what it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      only: { type: 'string' },
      repetitions: { type: 'string', default: '60' },
    },
  })
  if (values.full && values.quick) throw new Error('--full and --quick exclude each other')
  const size = values.full ? FULL_CREATORS : values.quick ? QUICK_CREATORS : CREATORS
  return {
    json: values.json,
    creators: size,
    repetitions: z.coerce.number().int().min(1).max(100_000).parse(values.repetitions),
    only: values.only?.split(';') ?? null,
    keep: values.keep,
  }
}
