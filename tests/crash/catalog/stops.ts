import type { FaultRule as GraphFault } from '../../../sim/graph/fault-book.ts'
import type { FaultRule as ModelFault } from '../../../sim/openai/index.ts'
import { breakAtInsert, breakAtUpdate, type Breakpoint } from '../analyze/breakpoint.ts'
import type { CrashWorld } from './crash-world.ts'

/** A moment at which gramd is stopped and killed. */
export type Step = {
  at: string
  /** Makes gramd stop there. */
  arrange(world: CrashWorld): Promise<Breakpoint>
  /** What leads there, again and again until gramd has stopped. */
  act(world: CrashWorld): Promise<unknown>
  /** Without a key for a model, so that nothing but lists is read. */
  isListing?: boolean
  /** What a person or Meta does once more, of a later gramd, because no answer came. */
  again?(world: CrashWorld): Promise<void>
}

/** Stops at a request that Meta never answers. */
export const atMeta =
  (rule: Pick<GraphFault, 'path' | 'skip'>): Step['arrange'] =>
  async ({ graph: { control } }) => {
    const id = control.addFault({ ...rule, kind: 'hang' })
    return await Promise.resolve({
      isReached: async () =>
        await Promise.resolve(control.faults().every((each) => each.id !== id)),
      release: async () => void (await Promise.resolve(control.removeFault(id))),
    })
  }

/** Stops at a question to the model; `isAnswered` when it is paid although nobody hears the answer. */
export const atModel =
  (isAnswered: boolean): Step['arrange'] =>
  async ({ openai: { control } }) => {
    const rule: ModelFault = {
      on: 'http',
      kind: isAnswered ? 'hang_after' : 'hang',
      path: '/v1/chat/completions$',
    }
    const before = control.report().rows.answered
    const id = control.addFault(rule)
    const isTaken = (): boolean => control.faults().every((each) => each.id !== id)
    const isPaid = (): boolean => !isAnswered || control.report().rows.answered > before
    return await Promise.resolve({
      isReached: async () => await Promise.resolve(isTaken() && isPaid()),
      release: async () => void (await Promise.resolve(control.removeFault(id))),
    })
  }

export const atInsert =
  (table: string, condition = 'true'): Step['arrange'] =>
  async ({ url }) =>
    await breakAtInsert(url, table, condition)

export const atUpdate =
  (table: string, condition: string): Step['arrange'] =>
  async ({ url }) =>
    await breakAtUpdate(url, table, condition)

export const plan = async (world: CrashWorld): Promise<void> => await world.plan()

/** First something happens on Instagram. */
export const after =
  (happens: (world: CrashWorld) => unknown, arrange: Step['arrange']): Step['arrange'] =>
  async (world) => {
    const stop = await arrange(world)
    await Promise.resolve(happens(world))
    return stop
  }
