import type { PlannedAccount } from './accounts.ts'
import type { PublishingWorld } from './world.ts'

type World = Pick<PublishingWorld, 'instagram' | 'graph' | 'accounts'>
type Trouble = (world: World) => string

/**
 * Groups are next to each other in the list: these are in six different ones, and in six others.
 */
const ofRoute = (
  { accounts }: Pick<World, 'accounts'>,
  route: PlannedAccount['route'],
  place: number,
): string => accounts.filter((account) => account.route === route)[place]?.username ?? ''

const proxyOf = ({ instagram }: World, username: string): number =>
  instagram.accounts.findIndex((account) => account.username === username)

/** The troubles by the number of the post that they precede. */
const TROUBLES: Readonly<Record<number, readonly Trouble[]>> = {
  3: [
    (world) => {
      const username = ofRoute(world, 'private', 1)
      world.instagram.control.endSession(username)
      return `@${username} is logged out`
    },
    (world) => {
      const username = ofRoute(world, 'private', 2)
      world.instagram.control.failPublishing(username, { kind: 'lost_answer', count: 1 })
      return `the next answer to @${username} is lost`
    },
  ],
  5: [
    (world) => {
      const username = ofRoute(world, 'private', 4)
      world.instagram.control.failProxy(proxyOf(world, username), { kind: 'dead' })
      return `the proxy of @${username} is dead; there is a spare one`
    },
    (world) => {
      const username = ofRoute(world, 'private', 5)
      world.instagram.control.failProxy(proxyOf(world, username), { kind: 'dead' })
      return `the proxy of @${username} is dead; no spare one is in its country`
    },
    (world) => {
      world.graph.control.addFault({ kind: 'drop_after_commit', path: 'media_publish$' })
      return 'the next answer of Meta to a publication is lost'
    },
  ],
  8: [
    (world) => {
      const username = ofRoute(world, 'private', 6)
      world.instagram.control.failAccount(username, {
        kind: 'rate_limit',
        count: 1,
        endpoints: ['upload', 'configure'],
      })
      return `@${username} meets a rate limit`
    },
    (world) => {
      const username = ofRoute(world, 'private', 7)
      world.instagram.control.failPublishing(username, { kind: 'error_after', count: 1 })
      return `the next post of @${username} is there, and the answer an error`
    },
    (world) => {
      world.graph.control.addPublishFault({ kind: 'container_expired' })
      return 'the next container of Meta expires'
    },
  ],
  12: [
    (world) => {
      const username = ofRoute(world, 'private', 5)
      world.instagram.control.clearProxy(proxyOf(world, username))
      return `the proxy of @${username} works again`
    },
    (world) => {
      const username = ofRoute(world, 'private', 9)
      world.instagram.control.failPublishing(username, { kind: 'aspect_ratio', count: 1 })
      return `@${username} is told that the format is wrong`
    },
    (world) => {
      const username = ofRoute(world, 'private', 11)
      world.instagram.control.failAccount(username, {
        kind: 'challenge_required',
        count: 1,
        endpoints: ['upload', 'configure'],
      })
      return `@${username} meets a challenge`
    },
    (world) => {
      world.graph.control.addPublishFault({ kind: 'container_error' })
      return 'the next container of Meta ends in an error'
    },
  ],
}

/** Plants what goes wrong before this post; gives it in words. */
export const plantTrouble = (world: World, number: number): string[] =>
  (TROUBLES[number] ?? []).map((plant) => plant(world))
