import fc from 'fast-check'
import type { System } from './system.ts'
import type { Model } from './check.ts'

type History = Iterable<fc.AsyncCommand<Model, System>>

/** What a person needs to understand a failure, and to see it again. */
export function describeFailure(details: fc.RunDetails<[History]>): string {
  const { counterexample, counterexamplePath, numRuns, numShrinks, seed, errorInstance } = details
  if (counterexample === null) return `out of time after ${numRuns} histories (seed ${seed})`
  const [history] = counterexample
  const replay = /replayPath="([^"]*)"/.exec(fc.stringify(history))?.[1] ?? ''
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  return [
    reason,
    `It was history ${numRuns}, made smaller ${numShrinks} times. Again:`,
    `  FC_SEED=${seed} FC_PATH='${counterexamplePath}' FC_REPLAY='${replay}' npm run test:model`,
  ].join('\n')
}

/** Says with what is wrong how it came to be. */
export const withHistory = (error: unknown, { history }: Model): Error => {
  const reason = error instanceof Error ? error.message : String(error)
  return new Error([reason, 'after:', ...history.map((line) => `  ${line}`)].join('\n'), {
    cause: error,
  })
}
