import type { Account } from './world/accounts.ts'

const DAY_MS = 24 * 3_600_000
/** Forgotten after this age; Meta lets them expire after a day. */
const KEPT_MS = 3 * DAY_MS

/** Media on its way to a post. */
export type Container = {
  id: string
  account: Account
  kind: 'IMAGE' | 'VIDEO' | 'REELS' | 'STORIES' | 'CAROUSEL'
  caption: string
  children: readonly string[]
  isPart: boolean
  createdAt: number
  /** How often the client still has to look before it is ready. */
  looksLeft: number
  /** The subcode for which it failed. */
  failure: number | null
  /** Of an upload in parts; `size` is null until the first part says it. */
  upload: { received: number; size: number | null } | null
  publishedAs: string | null
}

export type ContainerState = 'IN_PROGRESS' | 'FINISHED' | 'ERROR' | 'EXPIRED' | 'PUBLISHED'

export type Containers = {
  add(made: Omit<Container, 'id' | 'publishedAs'>): Container
  find(id: string): Container | undefined
  /** Containers that an account made in the day before. */
  madeInDay(account: Account, at: number): number
  published(container: Container, postId: string, at: number): void
  /** Posts that an account published in the day before. */
  publishedInDay(account: Account, at: number): number
}

export function createContainers(): Containers {
  const containers = new Map<string, Container>()
  const publications: { account: Account; at: number }[] = []
  let count = 0

  const forget = (at: number): void => {
    for (const [id, { createdAt }] of containers) {
      if (createdAt > at - KEPT_MS) break
      containers.delete(id)
    }
    while ((publications[0]?.at ?? at) <= at - DAY_MS) publications.shift()
  }

  return {
    add(made) {
      forget(made.createdAt)
      count += 1
      const id = `182${String(made.account.index).padStart(6, '0')}${String(count).padStart(8, '0')}`
      const container = { ...made, id, publishedAs: null }
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
      return publications.filter((each) => each.account === account).length
    },
  }
}

/** How far a container is, without counting a look. */
export function stateOf(container: Container, at: number): ContainerState {
  if (container.publishedAs !== null) return 'PUBLISHED'
  if (container.failure !== null) return 'ERROR'
  if (at >= container.createdAt + DAY_MS) return 'EXPIRED'
  const { upload, looksLeft } = container
  const isWhole = upload === null || upload.received === upload.size
  return isWhole && looksLeft <= 0 ? 'FINISHED' : 'IN_PROGRESS'
}
