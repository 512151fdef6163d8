import { parseArgs } from 'node:util'

export type Experiment = {
  name: string
  accounts: number
  /** Of world time. */
  hours: number
  faults: boolean
  /** The share of the accounts that begin with a rest, of any length up to that of the experiment. */
  resting: number
  /** The most requests that any account may send in a day. */
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
const PER_DAY = 300

function experimentsOf(sizes: typeof SIZES): Experiment[] {
  return sizes.flatMap((size) => {
    const { accounts } = size
    const about = { ...size, resting: 0, requestsPerDay: PER_DAY, faults: false }
    return [
      { ...about, name: `${accounts}` },
      { ...about, name: `${accounts}, faults`, faults: true },
      // One account cannot rest by a tenth; without a limit of the day its hours are all that counts.
      accounts === 1
        ? { ...about, name: '1, by the hour', requestsPerDay: 24 * 30 }
        : { ...about, name: `${accounts}, 10 % resting`, resting: 0.1 },
    ]
  })
}

/** Reads the command line. Throws on what it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  })
  const all = experimentsOf(values.quick ? QUICK_SIZES : SIZES)
  const wanted = values.only?.split(';')
  const experiments = wanted ? all.filter(({ name }) => wanted.includes(name)) : all
  if (wanted && experiments.length !== wanted.length)
    throw new Error(`--only knows ${all.map(({ name }) => `'${name}'`).join('; ')}`)
  return { json: values.json, quick: values.quick, experiments }
}
