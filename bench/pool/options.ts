import { z } from 'zod'
import { flag, readRunOptions } from '../../sim/run/options.ts'

export type Experiment = {
  name: string
  accounts: number
  /** Hours of world time. */
  hours: number
  faults: boolean
  /** The share of accounts that start with a rest, of random length up to the experiment's. */
  resting: number
  /** Limits of each account. */
  requestsPerHour: number
  requestsPerDay: number
}

export type Options = { json: boolean; quick: boolean; experiments: readonly Experiment[] }

const SIZES = [
  { accounts: 1, hours: 24 },
  { accounts: 10, hours: 24 },
  { accounts: 1_000, hours: 24 },
  { accounts: 10_000, hours: 1 },
]
const QUICK_SIZES = [
  { accounts: 1, hours: 24 },
  { accounts: 10, hours: 24 },
  { accounts: 200, hours: 2 },
]
const BUDGET = { requestsPerHour: 30, requestsPerDay: 300 }
/** For many accounts, except with --full: the whole run must end in a quarter of an hour. */
const SMALL_BUDGET = { requestsPerHour: 10, requestsPerDay: 100 }
const MANY = 1_000

function experimentsOf(sizes: typeof SIZES, isFull: boolean): Experiment[] {
  return sizes.flatMap((size) => {
    const { accounts } = size
    const isMany = accounts >= MANY
    const budget = isMany && !isFull ? SMALL_BUDGET : BUDGET
    const about = { ...size, ...budget, resting: 0, faults: false }
    const calm = { ...about, name: `${accounts}` }
    if (isMany)
      return [
        calm,
        { ...about, name: `${accounts}, faults, 10 % resting`, faults: true, resting: 0.1 },
      ]
    return [
      calm,
      { ...about, name: `${accounts}, faults`, faults: true },
      // A tenth of one account is no account; without the daily limit only its hours matter.
      accounts === 1
        ? { ...about, name: '1, by the hour', requestsPerDay: 24 * BUDGET.requestsPerHour }
        : { ...about, name: `${accounts}, 10 % resting`, resting: 0.1 },
    ]
  })
}

/** Reads the command line; prints a fault or help, and exits. */
export function readOptions(args: string[]): Options {
  const values = readRunOptions(
    {
      name: 'npm run bench:pool',
      summary: 'how close the pool comes to an ideal sender, for 1 to 10,000 accounts',
      options: {
        json: flag('print the result as JSON'),
        quick: flag('at most 10 accounts'),
        full: flag('more experiments'),
        only: z.string().optional().describe('names of experiments, separated by ;'),
      },
    },
    args,
  )
  const all = experimentsOf(values.quick ? QUICK_SIZES : SIZES, values.full)
  const wanted = values.only?.split(';')
  const experiments = wanted ? all.filter(({ name }) => wanted.includes(name)) : all
  if (wanted && experiments.length !== wanted.length) {
    console.error(`--only knows ${all.map(({ name }) => `'${name}'`).join('; ')}`)
    process.exit(2)
  }
  return { json: values.json, quick: values.quick, experiments }
}
