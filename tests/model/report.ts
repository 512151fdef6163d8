import fc from 'fast-check'
import type { System } from './system.ts'
import type { Model } from './check.ts'

type History = Iterable<fc.AsyncCommand<Model, System>>

/** What a person needs to see a failure, and to see it again. */
export function describeFailure(details: fc.RunDetails<[History]>): string {
  const { counterexample, counterexamplePath, numRuns, numShrinks, seed, errorInstance } = details
  if (counterexample === null) return `out of time after ${numRuns} histories (seed ${seed})`
  const [history] = counterexample
  const replay = /replayPath="([^"]*)"/.exec(fc.stringify(history))?.[1] ?? ''
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  return [
    reason,
    `In history ${numRuns}, made smaller ${numShrinks} times:`,
    ...[...history].map((command) => `  ${command.toString()}`),
    'Again:',
    `  FC_SEED=${seed} FC_PATH='${counterexamplePath}' FC_REPLAY='${replay}' npm run test:model`,
  ].join('\n')
}
