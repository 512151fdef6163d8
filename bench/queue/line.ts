import { median } from '../percentile.ts'

/** One system's figures over all rounds. */
export type Reading = {
  /** Null if the system cannot be measured; `note` has the reason. */
  median: number | null
  min: number | null
  max: number | null
  /** Number of rounds. */
  rounds: number
  note?: string
}

/** One measure of the report; with `--json`, one line of output. */
export type Line = {
  measure: string
  unit: string
  gramd: Reading
  peers: Record<string, Reading>
  goal: string
  /** Null without a goal: the figure is only reported. */
  met: boolean | null
}

/** Median, minimum and maximum of one value per round. */
export function reading(values: readonly number[], note?: string): Reading {
  const about = note === undefined ? {} : { note }
  if (values.length === 0) return { median: null, min: null, max: null, rounds: 0, ...about }
  return {
    median: round(median(values)),
    min: round(Math.min(...values)),
    max: round(Math.max(...values)),
    rounds: values.length,
    ...about,
  }
}

/** More than four significant digits are noise. */
const round = (value: number): number => Number(value.toPrecision(4))

export type Goal = {
  text: string
  /** Called only if gramd has a figure; `peers` are the medians of those that have one. */
  isMet(gramd: number, peers: readonly number[]): boolean
}

/** Compares readings with the goal. gramd without a figure misses it. */
export function line(
  about: { measure: string; unit: string; goal?: Goal },
  gramd: Reading,
  peers: Record<string, Reading> = {},
): Line {
  const medians = Object.values(peers).flatMap((peer) => peer.median ?? [])
  const { measure, unit, goal } = about
  const met = goal ? gramd.median !== null && goal.isMet(gramd.median, medians) : null
  return { measure, unit, gramd, peers, goal: goal?.text ?? 'reported', met }
}

/** More is better: at least `factor` times the best peer. */
export const atLeastPeers = (factor: number): Goal => ({
  text: factor === 1 ? 'at least the best peer' : `at least ${factor} × the best peer`,
  isMet: (gramd, peers) => gramd >= factor * Math.max(0, ...peers),
})

/** Less is better: at most `factor` times the best peer. */
export const atMostPeers = (factor: number): Goal => ({
  text: factor === 1 ? 'at most the best peer' : `at most ${factor} × the best peer`,
  isMet: (gramd, peers) => gramd <= factor * Math.min(Number.POSITIVE_INFINITY, ...peers),
})

export const atLeast = (bound: number): Goal => ({
  text: `at least ${bound}`,
  isMet: (gramd) => gramd >= bound,
})

export const atMost = (bound: number): Goal => ({
  text: `at most ${bound}`,
  isMet: (gramd) => gramd <= bound,
})
