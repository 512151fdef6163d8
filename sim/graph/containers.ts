import type { VideoReader } from '../files/video-reader.ts'
import type { Account } from './world/accounts.ts'

const DAY_MS = 24 * 3_600_000
/** Forgotten after this age; Meta lets them expire after a day. */
const CONTAINER_LIFETIME_MS = 3 * DAY_MS

/** The details that a container has about its post beside the files. */
export type ContainerDetails = {
  caption: string
  altText: string | null
  location: string | null
  userTags: readonly unknown[]
  collaborators: readonly unknown[]
  sharedToFeed: boolean
  thumbOffset: number | null
  /** SHA-256 of the cover. */
  cover: string | null
}

/** Media on its way to a post. */
export type Container = {
  id: string
  account: Account
  kind: 'IMAGE' | 'VIDEO' | 'REELS' | 'STORIES' | 'CAROUSEL'
  details: ContainerDetails
  children: readonly string[]
  isPart: boolean
  createdAt: number
  endsAt: number
  /** The number of polls that the client still needs until it is ready. */
  pollsLeft: number
  /** The subcode for which it failed. */
  failure: number | null
  /** SHA-256 of its file; null for carousels, and until an upload is whole. */
  file: string | null
  /** The state of an upload in parts; `size` is null until the first part says it. */
  upload: { received: number; size: number | null; reader: VideoReader } | null
  publishedAs: string | null
}

export type ContainerState = 'IN_PROGRESS' | 'FINISHED' | 'ERROR' | 'EXPIRED' | 'PUBLISHED'

export type Containers = {
  add(made: Omit<Container, 'id' | 'publishedAs' | 'endsAt'>): Container
  find(id: string): Container | undefined
  /** Containers that an account made in the day before. */
  madeInDay(account: Account, at: number): number
  published(container: Container, postId: string, at: number): void
  /** World times of what an account published in the day before, oldest first. */
  publishedInDay(account: Account, at: number): readonly number[]
  /** SHA-256 of the files of a container, in their order. */
  filesOf(container: Container): string[]
}

export function createContainers(): Containers {
  const containers = new Map<string, Container>()
  const publications: { account: Account; at: number }[] = []
  let count = 0

  const forget = (at: number): void => {
    for (const [id, { createdAt }] of containers) {
      if (createdAt > at - CONTAINER_LIFETIME_MS) break
      containers.delete(id)
    }
    while ((publications[0]?.at ?? at) <= at - DAY_MS) publications.shift()
  }

  return {
    add(made) {
      forget(made.createdAt)
      count += 1
      const id = `182${String(made.account.index).padStart(6, '0')}${String(count).padStart(8, '0')}`
      const container = { ...made, id, endsAt: made.createdAt + DAY_MS, publishedAs: null }
      containers.set(id, container)
      return container
    },
    find: (id) => containers.get(id),
    madeInDay: (account, at) =>
      [...containers.values()].filter(
        (each) => each.account === account && each.createdAt > at - DAY_MS,
      ).length,
    published(container, postId, at) {
      container.publishedAs = postId
      publications.push({ account: container.account, at })
    },
    publishedInDay(account, at) {
      forget(at)
      return publications.filter((each) => each.account === account).map((each) => each.at)
    },
    filesOf: ({ file, children }) =>
      [file, ...children.map((id) => containers.get(id)?.file)].flatMap((each) => each ?? []),
  }
}

/** Returns the state of a container without counting a poll. */
export function stateOf(container: Container, at: number): ContainerState {
  if (container.publishedAs !== null) return 'PUBLISHED'
  if (container.failure !== null) return 'ERROR'
  if (at >= container.endsAt) return 'EXPIRED'
  const { upload, pollsLeft } = container
  const isWhole = upload === null || upload.received === upload.size
  return isWhole && pollsLeft <= 0 ? 'FINISHED' : 'IN_PROGRESS'
}
