import type { FaultRule } from '../../../sim/graph/fault-book.ts'
import type { EndpointClass } from '../../../sim/instagram/endpoint-class.ts'
import type { ActFault } from '../../../sim/instagram/publishing/faults.ts'
import { breakAtInsert, breakAtUpdate, type Breakpoint } from '../analyze/breakpoint.ts'
import type { CrashWorld, PostType, Route } from './crash-world.ts'

/** A moment at which gramd is stopped and killed, while it publishes a post on an account. */
export type Step = {
  at: string
  /** Makes gramd stop there. */
  arrange(world: CrashWorld, username: string): Promise<Breakpoint>
  /** Only posts of these types come there. */
  types?: readonly PostType[]
}

/** Stops at a request that Meta never answers; with `hang_after` it has done what it asks. */
const atMeta =
  (rule: Pick<FaultRule, 'path' | 'method'>, kind: 'hang' | 'hang_after') =>
  async ({ graph: { control } }: CrashWorld): Promise<Breakpoint> => {
    const id = control.addFault({ ...rule, kind })
    return await Promise.resolve({
      isReached: async () =>
        await Promise.resolve(control.faults().every((each) => each.id !== id)),
      release: async () => void (await Promise.resolve(control.removeFault(id))),
    })
  }

/** Stops at a request that Instagram never answers and does not look at. */
const atInstagram =
  (endpoint: EndpointClass, skip = 0): Step['arrange'] =>
  async (world, username) => {
    const order = { kind: 'hang', endpoints: [endpoint], skip, count: 1 } as const
    world.instagram.control.failAccount(username, order)
    return await Promise.resolve(stopAfter(world, username, { endpoint, requests: skip + 1 }))
  }

/** Stops after bytes that Instagram has without telling. */
const unheard: Step['arrange'] = async (world, username) => {
  world.instagram.control.failPublishing(username, { kind: 'upload_unanswered' })
  return await Promise.resolve(stopAfter(world, username, { endpoint: 'upload', requests: 1 }))
}

/** Stops after a post that Instagram has made without telling. */
const unanswered: Step['arrange'] = async (world, username) => {
  const { control } = world.instagram
  const count = (): number => control.published(username).length
  const before = count()
  control.failPublishing(username, { kind: 'no_answer' })
  return await Promise.resolve({
    isReached: async () => await Promise.resolve(count() > before),
    release: async () => await Promise.resolve(control.clearAccount(username)),
  })
}

/** Stops after an act on a post that Instagram has done without telling. */
const unheardAct =
  (kind: ActFault): Step['arrange'] =>
  async (world, username) => {
    world.instagram.control.failPublishing(username, { kind })
    return await Promise.resolve(stopAfter(world, username, { endpoint: 'own_media', requests: 1 }))
  }

/** Reached when so many requests more have come. */
function stopAfter(
  { instagram: { control, referee } }: CrashWorld,
  username: string,
  { endpoint, requests }: { endpoint: EndpointClass; requests: number },
): Breakpoint {
  const count = (): number => referee.report().classes[endpoint] ?? 0
  const wanted = count() + requests
  return {
    isReached: async () => await Promise.resolve(count() >= wanted),
    release: async () => await Promise.resolve(control.clearAccount(username)),
  }
}

const atUpdate =
  (condition: string) =>
  async ({ url }: CrashWorld): Promise<Breakpoint> =>
    await breakAtUpdate(url, 'executions', condition)

const atLog =
  (action: string) =>
  async ({ url }: CrashWorld): Promise<Breakpoint> =>
    await breakAtInsert(url, 'publication_log', `new.action = '${action}'`)

const moves = (step: string): string => `new.step = '${step}' and old.step <> '${step}'`

export const BEGUN: Step = {
  at: 'it is let in, but that is not committed',
  arrange: atUpdate("new.status = 'posting' and old.status <> 'posting'"),
}
const VIDEOS: readonly PostType[] = ['carousel', 'reel']
const REELS: readonly PostType[] = ['reel']
const PROGRESSES = 'new.progress is distinct from old.progress'
const PART: Step = {
  at: 'a part of the files is there, but that is not committed',
  arrange: atUpdate(PROGRESSES),
}
const UPLOADED: readonly Step[] = [
  {
    at: 'all files are there, but that is not committed',
    arrange: atUpdate(moves('commit')),
  },
  {
    at: 'the publication is about to be sent, but that is not committed',
    arrange: atUpdate('new.commit_sent_at is not null and old.commit_sent_at is null'),
  },
]
const SUCCEEDS = "new.status = 'success' and old.status <> 'success'"
const ANSWERED: Step = {
  at: 'the answer to the publication is there, but that is not committed',
  arrange: atUpdate(SUCCEEDS),
}
const FOUND: readonly Step[] = [
  { at: 'the post is found, but that is not committed', arrange: atUpdate(SUCCEEDS) },
  { at: 'the post is found, but the log has no line of it', arrange: atLog('look_up') },
]
const READ: readonly Step[] = [
  { at: 'the post is read back, but that is not committed', arrange: atUpdate(moves('comment')) },
  {
    at: 'the comment is about to be sent, but that is not committed',
    arrange: atUpdate('new.comment_sent_at is not null and old.comment_sent_at is null'),
  },
]
const REMOVED: readonly Step[] = [
  { at: 'the post is removed, but the log has no line of it', arrange: atLog('remove') },
  {
    at: 'the post is removed, but that is not committed',
    arrange: atUpdate('new.removed_at is not null'),
  },
]
const WRITTEN: Step = {
  at: 'the comment is written, but that is not committed',
  arrange: atUpdate(moves('done')),
}

const CONTAINERS = { method: 'POST', path: String.raw`/\d+/media$` } as const
const STATE = { method: 'GET', path: String.raw`/182\d+$` } as const
const BYTES = { method: 'POST', path: '^/upload/' } as const
const PUBLISH = { method: 'POST', path: 'media_publish$' } as const
const LIST = { method: 'GET', path: String.raw`/\d+/media$` } as const
const POST = { method: 'GET', path: String.raw`/179\d+$` } as const
const REMOVE = { method: 'DELETE', path: String.raw`/179\d+$` } as const
const COMMENTS = { method: 'GET', path: String.raw`/179\d+/comments$` } as const
const COMMENT = { method: 'POST', path: String.raw`/179\d+/comments$` } as const

/** The publication is sent, and nobody has looked at it. */
export const SENT: Readonly<Record<Route, Step>> = {
  official: { at: 'the publication is sent', arrange: atMeta(PUBLISH, 'hang') },
  private: { at: 'the publication is sent', arrange: atInstagram('configure') },
}
/** The post is there, and nobody has heard of it. */
export const MADE: Readonly<Record<Route, Step>> = {
  official: { at: 'the post is made, unheard', arrange: atMeta(PUBLISH, 'hang_after') },
  private: { at: 'the post is made, unheard', arrange: unanswered },
}

/** Each moment of a publication, in its order; each kill leaves what the next process goes on with. */
export const STEPS: Readonly<Record<Route, readonly Step[]>> = {
  official: [
    { at: 'a container is asked for', arrange: atMeta(CONTAINERS, 'hang') },
    { at: 'a container is made, unheard', arrange: atMeta(CONTAINERS, 'hang_after') },
    { at: 'bytes are sent', arrange: atMeta(BYTES, 'hang'), types: VIDEOS },
    { at: 'bytes are there, unheard', arrange: atMeta(BYTES, 'hang_after'), types: VIDEOS },
    { at: 'the state of a container is asked for', arrange: atMeta(STATE, 'hang') },
    PART,
    ...UPLOADED,
    SENT.official,
    { at: 'it is looked for', arrange: atMeta(STATE, 'hang') },
    MADE.official,
    { at: 'it is looked for in the list', arrange: atMeta(LIST, 'hang') },
    ...FOUND,
    { at: 'the post is read back', arrange: atMeta(POST, 'hang') },
    ...READ,
    { at: 'the comment is sent', arrange: atMeta(COMMENT, 'hang') },
    { at: 'the comment is looked for', arrange: atMeta(COMMENTS, 'hang') },
    { at: 'the comment is written, unheard', arrange: atMeta(COMMENT, 'hang_after') },
    WRITTEN,
  ],
  private: [
    { at: 'a person who is tagged is looked up', arrange: atInstagram('profile') },
    { at: 'the person is known, but that is not committed', arrange: atUpdate(PROGRESSES) },
    { at: 'bytes are sent', arrange: atInstagram('upload') },
    { at: 'bytes are there, unheard', arrange: unheard },
    { at: 'an upload is resumed', arrange: atInstagram('upload_offset'), types: VIDEOS },
    PART,
    { at: 'the cover is sent', arrange: atInstagram('upload'), types: REELS },
    { at: 'the cover is there, unheard', arrange: unheard, types: REELS },
    { ...PART, at: 'the cover is there, but that is not committed', types: REELS },
    ...UPLOADED,
    SENT.private,
    { at: 'it is looked for', arrange: atInstagram('feed') },
    MADE.private,
    ...FOUND,
    { at: 'the post is read back', arrange: atInstagram('own_media') },
    ...READ,
    { at: 'the comment is sent', arrange: atInstagram('own_media') },
    { at: 'the comment is written, unheard', arrange: unheardAct('comment_unanswered') },
    WRITTEN,
  ],
}

/** Each moment in which a post is taken back. */
export const REMOVAL: Readonly<Record<Route, readonly Step[]>> = {
  official: [
    { at: 'the removal is asked for', arrange: atMeta(REMOVE, 'hang') },
    { at: 'the post is removed, unheard', arrange: atMeta(REMOVE, 'hang_after') },
    ...REMOVED,
  ],
  private: [
    { at: 'the removal is asked for', arrange: atInstagram('own_media') },
    { at: 'the post is removed, unheard', arrange: unheardAct('removal_unanswered') },
    ...REMOVED,
  ],
}

/** Of a second round: the answer to the publication is heard, and lost with its process. */
export const HEARD: readonly Step[] = [ANSWERED]
