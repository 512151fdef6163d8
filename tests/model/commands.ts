import fc from 'fast-check'
import { runInTurn, runRace, type Model } from './check.ts'
import {
  aBatch,
  aBulk,
  aClaim,
  aFlood,
  aHandled,
  aLeap,
  anEnding,
  anOwner,
  aSingle,
  nth,
} from './choices.ts'
import * as attempt from './operations/attempt.ts'
import { claim, type ClaimChoice } from './operations/claim.ts'
import { endLeases } from './operations/silence.ts'
import * as plans from './plans.ts'
import { aSide, resolveRace, taskOfRace, type Side } from './races.ts'
import { heldBy } from './state.ts'
import type { System } from './system.ts'

type Command = fc.AsyncCommand<Model, System>

/** What a command did is told by the history, because it depends on the state that it was done in. */
const toString = (): string => 'command'

/** Plans that are resolved and run one after another; what there is nothing to do for is left out. */
const inTurn = (steps: readonly plans.Plan[]): Command => ({
  check: ({ state }) => steps.length > 1 || steps[0]?.(state) !== undefined,
  async run(model, system) {
    for (const step of steps) {
      const operation = step(model.state)
      if (operation) await runInTurn(model, system, [operation])
    }
  },
  toString,
})

/** Operations at one moment, about one task, whose lease may have ended just before. */
const atOnce = (which: number, silent: boolean, sides: readonly Side[]): Command => ({
  check: ({ state }) => taskOfRace(state, which) !== undefined,
  async run(model, system) {
    const task = taskOfRace(model.state, which)
    if (!task) return
    if (silent && task.lease !== null) await runInTurn(model, system, [endLeases([task.lease])])
    await runRace(model, system, resolveRace(model.state, task, sides))
  },
  toString,
})

/** Workers that claim at one moment. */
const claimersAtOnce = (choices: readonly ClaimChoice[]): Command => ({
  check: () => true,
  run: async (model, system) => await runRace(model, system, choices.map(claim)),
  toString,
})

const many = fc.array(nth, { minLength: 1, maxLength: 6 })

const aStall = fc
  .tuple(nth, anOwner, anEnding, fc.nat({ max: 2 }))
  .map(([which, other, ending, how]) =>
    plans.planStall(which, other, (lease) => (state) => {
      if (heldBy(state, lease)) return undefined
      if (how === 0) return attempt.checkpoint(lease, which)
      if (how === 1) return attempt.renew([lease])
      return attempt.end(lease, ending(state.now))
    }),
  )

const weighted: [number, fc.Arbitrary<plans.Plan | plans.Plan[]>][] = [
  [10, aSingle.map(plans.planEnqueue)],
  [2, aBulk.map(plans.planEnqueue)],
  [1, aFlood.map(plans.planEnqueue)],
  [14, aClaim.map(plans.planClaim)],
  [4, anOwner.map(plans.planRenew)],
  [5, fc.tuple(nth, nth).map(([which, value]) => plans.planCheckpoint(which, value))],
  [20, fc.tuple(nth, anEnding).map(([which, ending]) => plans.planEnd(which, ending))],
  [3, nth.map(plans.planCancel)],
  [5, nth.map(plans.planRetry)],
  [4, nth.map(plans.planEndLease)],
  [2, anOwner.map(plans.planEndLeasesOf)],
  [3, fc.constant(plans.planRescue)],
  [1, anOwner.map(plans.planTakeOver)],
  [2, fc.tuple(aHandled, fc.boolean()).map(([type, pauses]) => plans.planPause(type, pauses))],
  [6, aLeap.map(plans.planAdvance)],
  [
    3,
    fc
      .tuple(aBatch, fc.integer({ min: 1, max: 6 }))
      .map(([name, limit]) => plans.planReserve(name, limit)),
  ],
  [2, aBatch.map(plans.planSend)],
  [
    3,
    fc
      .tuple(aBatch, many, fc.nat({ max: 2 }))
      .map(([name, which, failing]) => plans.planSettle(name, which, failing)),
  ],
  [
    2,
    fc
      .tuple(aBatch, fc.oneof(many, fc.constant('unfinished' as const)))
      .map(([name, which]) => plans.planRelease(name, which)),
  ],
  [4, aStall],
  [
    1,
    fc
      .tuple(anOwner, fc.integer({ min: 2, max: 21 }))
      .map(([owner, times]) => plans.planCrashLoop(owner, times)),
  ],
]

const aRace = fc
  .tuple(nth, fc.boolean(), fc.array(aSide, { minLength: 2, maxLength: 3 }))
  .map(([which, silent, sides]) => atOnce(which, silent, sides))

const aCommand = fc.oneof(
  ...weighted.map(([weight, arbitrary]) => ({
    weight,
    arbitrary: arbitrary.map((steps) => inTurn([steps].flat())),
  })),
  { weight: 16, arbitrary: aRace },
  {
    weight: 6,
    arbitrary: fc.array(aClaim, { minLength: 2, maxLength: 4 }).map(claimersAtOnce),
  },
)

/** Histories of up to `maxCommands`. */
export const histories = (maxCommands: number, replayPath: string | undefined) =>
  fc.commands([aCommand], {
    maxCommands,
    size: 'max',
    ...(replayPath === undefined ? {} : { replayPath }),
  })
