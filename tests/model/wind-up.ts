import { runBeside, runInTurn, type Model } from './check.ts'
import { batches, claimAny } from './choices.ts'
import * as attempt from './operations/attempt.ts'
import * as batch from './operations/batch.ts'
import { claim } from './operations/claim.ts'
import { pause } from './operations/operator.ts'
import { advance, endLeases, rescue } from './operations/silence.ts'
import { isOpen, ModelViolation } from './state.ts'
import type { System } from './system.ts'
import { HANDLED } from './task-types.ts'

const LONG_MS = 30 * 86_400_000
const AT_ONCE = 20
const done = { kind: 'done', writes: true } as const

/**
 * Ends a history: all workers fall silent, time passes, and one that is left brings every task that is open to its end.
 * What cannot be reached so is lost. The silent ones wake at last, and change nothing.
 */
export async function windUp(model: Model, system: System): Promise<void> {
  const silent = [...model.state.attempts.keys()]
  const held = [...model.state.tasks.values()].filter((task) => task.lease !== null)
  await runInTurn(model, system, [
    endLeases(held.flatMap(({ lease }) => (lease === null ? [] : lease))),
    rescue(),
    ...HANDLED.map((type) => pause(type, false)),
    ...batches.map((name) => batch.release(name, 'unfinished')),
    advance(LONG_MS, model.state.now),
  ])
  let open = countOpen(model)
  while (open > 0) {
    await finishSome(model, system, new Set(silent))
    const left = countOpen(model)
    if (left >= open) throw new ModelViolation(`${left} tasks cannot be reached`)
    open = left
  }
  for (let from = 0; from < silent.length; from += AT_ONCE)
    await runBeside(
      model,
      system,
      silent.slice(from, from + AT_ONCE).map((lease) => attempt.end(lease, done)),
    )
}

const countOpen = ({ state }: Model): number => [...state.tasks.values()].filter(isOpen).length

async function finishSome(
  model: Model,
  system: System,
  silent: ReadonlySet<string>,
): Promise<void> {
  const [name = ''] = batches
  await runInTurn(model, system, [
    claim(claimAny('last', AT_ONCE)),
    batch.reserve(name, 1_000),
    batch.send(name),
  ])
  const mine = [...model.state.attempts.keys()].filter((lease) => !silent.has(lease))
  const sent = batch.inBatch(model.state, name).filter(isOpen)
  await runBeside(model, system, [
    ...mine.map((lease) => attempt.end(lease, done)),
    batch.settle(
      name,
      sent.map((task) => task.id),
      [],
    ),
  ])
}
