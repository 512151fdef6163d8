import { z } from 'zod'
import type { ControlClient } from '../run/control-client.ts'
import type { StoryScript } from './course.ts'
import type { Participant } from './scenario.ts'

/** Acts of participants at their time, because the stand-in shows stories from now on. */
export type Live = {
  /** Does what is due at a world time (ms). */
  act(now: number): Promise<void>
  /** The ids of the stories for the campaign that were published. */
  published(participant: Participant): readonly string[]
}

type Act = { at: number; run: () => Promise<void> }

const Stories = z.array(z.object({ platformId: z.string(), takenAt: z.string() }))

/** Prepares the stories of participants, and the profiles that become private. */
export function prepareLive(control: ControlClient, participants: readonly Participant[]): Live {
  const published = new Map<Participant, string[]>()
  const acts = participants.flatMap((participant): Act[] => {
    const { stories = [], otherStories = [], privateFrom } = participant.course
    const path = `/creators/${participant.creator.username}`
    const ids: string[] = []
    published.set(participant, ids)
    return [
      ...stories.map((script) => ({
        at: script.at,
        run: async () => void ids.push(await publish(control, path, script)),
      })),
      ...otherStories.map((script) => ({
        at: script.at,
        run: async () => await publishOther(control, path, script),
      })),
      ...(privateFrom === undefined
        ? []
        : [
            {
              at: privateFrom,
              run: async () => void (await control.put(`${path}/fault`, { kind: 'private' })),
            },
          ]),
    ]
  })
  const left = acts.toSorted((one, other) => one.at - other.at)
  return {
    async act(now) {
      for (let next = left[0]; next && next.at <= now; next = left[0]) {
        left.shift()
        await next.run()
      }
    },
    published: (participant) => published.get(participant) ?? [],
  }
}

/** Publishes a story; returns its id. */
async function publish(
  control: ControlClient,
  path: string,
  { mentions, links }: StoryScript,
): Promise<string> {
  await control.patch(path, { story: { mentions, links } })
  const live = Stories.parse(await control.get(`${path}/stories`))
  const newest = live.toSorted((a, b) => a.takenAt.localeCompare(b.takenAt)).at(-1)
  if (!newest) throw new Error(`${path} shows no story`)
  return newest.platformId
}

/** Stories of a private profile are not visible, so their id is not read. */
const publishOther = async (
  control: ControlClient,
  path: string,
  { mentions, links }: StoryScript,
): Promise<void> => void (await control.patch(path, { story: { mentions, links } }))
