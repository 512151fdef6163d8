import type { Announce, Feature, Services } from './manifest.ts'

/** Calls the listeners of these features, in their order. */
export const announceTo =
  (features: readonly Feature[], queue: Services['queue']): Announce =>
  async (tx, name, event) => {
    for (const { on } of features) await on?.[name]?.(tx, event, queue)
  }
