import { createWorld, type World } from '../instagram/world/world.ts'

/** The default size of the stand-in's world. */
const CREATORS = 1_000_000
const DAY_MS = 86_400_000

/** The same world as the stand-in generates for this seed and start. */
export const worldOf = ({
  seed,
  worldAt,
  now,
}: {
  seed: string
  worldAt: Date
  now?: () => number
}): World =>
  createWorld({
    ...(now && { now }),
    seed,
    creators: CREATORS,
    epoch: Math.floor(worldAt.getTime() / DAY_MS) * DAY_MS,
    shapes: true,
  })
