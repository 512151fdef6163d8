import { createClock } from '../../../src/base/clock.ts'
import { createPrivatePublisher } from '../../../src/platforms/publishing/private.ts'
import type { PublishRequest } from '../../../src/platforms/publisher.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { aHeldAccount, anAdapter } from '../instagram/held-account.ts'
import { aCall, anOrder, type TestMedia } from './orders.ts'

/** A publisher on the first account of the stand-in, which is logged in and has its own proxy. */
export function aPrivatePublisher(sim: InstagramSim, session: string, timeoutMs = 5_000) {
  const held = aHeldAccount(sim, 0, { session })
  const time = { aheadMs: 0 }
  const publisher = createPrivatePublisher({
    accounts: {
      publishOn: async (_call, work) =>
        await work(anAdapter(sim, { timeoutMs }).open(held), { signal: held.signal }),
    },
    clock: { now: () => new Date(createClock().now().getTime() + time.aheadMs) },
  })
  const { username } = held
  const { call, kept } = aCall(username)
  return {
    publisher,
    held,
    call,
    kept,
    username,
    order: (media: readonly TestMedia[], order: Partial<PublishRequest> = {}) =>
      anOrder(media, order),
    posts: () => sim.control.published(username).filter(({ isGhost }) => !isGhost),
    /** Two minutes pass: what is not shown then is not there. */
    settle: () => {
      time.aheadMs += 121_000
    },
  }
}
