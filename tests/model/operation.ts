import type { State } from './state.ts'
import type { System } from './system.ts'

/** Whether other operations ran at the same moment: then what they held just then may have been passed over. */
export type Mode = 'alone' | 'racing'

/** One call of the engine, and what the contract says of its answer. */
export type Operation<Answer = unknown> = {
  label: string
  run(system: System): Promise<Answer>
  /** The state after it; throws ModelViolation when the answer is not one that the contract allows. */
  step(state: State, answer: Answer, mode: Mode): State
}

/** Gives an operation its types; the answer of `run` is what `step` gets. */
export const operation = <Answer>(given: Operation<Answer>): Operation<Answer> => given
