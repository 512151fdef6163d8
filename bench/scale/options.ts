import { z } from 'zod'
import { count, flag, readRunOptions, speed } from '../../sim/run/options.ts'

export type Options = {
  json: boolean
  /** And as many tasks. */
  creators: number
  /** The creators of the database that is brought back. */
  restored: number
  repetitions: number
  /** The folder of the filled databases; null for the one of benchmarks. */
  data: string | null
  fresh: boolean
  fillOnly: boolean
  minutes: number
  gigabytes: number
  clients: string | null
  only: readonly string[] | null
}

const FULL = { creators: 1_000_000, restored: 50_000 }
const QUICK = { creators: 50_000, restored: 50_000 }

/** Reads the command line; prints a fault or help, and exits. */
export function readOptions(args: string[], measures: readonly string[]): Options {
  const values = readRunOptions(
    {
      name: 'npm run bench:scale',
      summary: 'what gramd does with a million creators, 20 million posts and a million tasks',
      options: {
        full: flag('a million creators: the table of docs/scale.md; the disk takes 24 GB'),
        quick: flag('50000 creators: minutes; not a result'),
        data: z
          .string()
          .optional()
          .describe('the folder of filled databases; .gramd/bench-scale by default'),
        fresh: flag('fill again, although the database is filled'),
        'fill-only': flag('fill, and measure nothing'),
        minutes: speed.default(50).describe('posts are added for at most so long'),
        gigabytes: speed
          .default(24)
          .describe('and until the database has so many GB, without indexes'),
        only: z
          .string()
          .optional()
          .describe(`measures, separated by commas: ${measures.join(', ')}`),
        repetitions: count.default(30).describe('requests of each question or page'),
        creators: count.optional().describe('another number of creators, and as many tasks'),
        restored: count.optional().describe('creators of the database that is brought back'),
        clients: z
          .string()
          .optional()
          .describe('the folder of pg_dump and pg_restore of version 18'),
        json: flag('one JSON line per figure'),
      },
    },
    args,
  )
  const only = values.only?.split(',') ?? null
  const unknown = only?.filter((name) => !measures.includes(name)) ?? []
  if (unknown.length > 0) refuse(`there is no measure ${unknown.join(', ')}`)
  if (values.full === values.quick) refuse('one of --full and --quick is needed')
  const size = values.full ? FULL : QUICK
  const { json, fresh, minutes, gigabytes, repetitions } = values
  return {
    creators: values.creators ?? size.creators,
    restored: values.restored ?? Math.min(size.restored, values.creators ?? Infinity),
    json,
    fresh,
    minutes,
    gigabytes,
    repetitions,
    only,
    data: values.data ?? null,
    clients: values.clients ?? null,
    fillOnly: values['fill-only'],
  }
}

function refuse(problem: string): never {
  console.error(`${problem} (npm run bench:scale -- --help)`)
  process.exit(2)
}
