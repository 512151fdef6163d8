import { GraphError } from '../../../platforms/graph-error.ts'
import { tried } from '../../../platforms/reading/tries.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { missingAmong, type Covered } from '../posts/store/catalog-posts/posts.ts'
import type { StoreToRead } from '../stores/store/stores/stores-to-read.ts'

/**
 * The maximum number of missing posts that are asked for after a page; one that exists all the same
 * is asked for once a day.
 */
const MAX_MISSING = 25

export type Missing = {
  /** Ids of posts that Meta says are gone. */
  gone: string[]
  /** Ids of posts that exist although the page left them out. */
  found: string[]
  /** Requests to the official API. */
  requests: number
  /** The fault that prevented the requests for the other posts. */
  fault: unknown
}

/**
 * The number of posts, called missing by Meta at once, from which on an outage is as likely as
 * their deletion.
 */
const MANY = 3

/**
 * Asks Meta about known posts that a page should have had: whether each is gone. During an outage
 * Meta calls many posts missing that exist, so for many posts it is not believed while it calls a
 * post missing that its list has just shown. A fault retains the answers before it.
 */
export async function askForMissing(
  { services: { db, clock, ownMediaReader }, signal }: TaskContext<Services>,
  store: StoreToRead,
  covered: Covered,
  isUrgent: boolean,
): Promise<Missing> {
  const missing: Missing = { gone: [], found: [], requests: 0, fault: null }
  if (!ownMediaReader) return missing
  const call = { connectionId: store.connectionId, area: 'catalog' as const, isUrgent, signal }
  const isThere = async (platformId: string): Promise<boolean> => {
    const ask = async () => await ownMediaReader.media(call, platformId)
    const there = await tried(ask, { clock, signal }).then(() => true, falseIfGone)
    missing.requests += 1
    return there
  }
  const [oldest] = covered.listed
  try {
    for (const { id, platform_id } of await missingAmong(db, store, covered, MAX_MISSING)) {
      if (await isThere(platform_id)) {
        missing.found.push(id)
        continue
      }
      const isDoubtful = missing.gone.length + 1 === MANY && oldest !== undefined
      if (isDoubtful && !(await isThere(oldest))) return { ...missing, gone: [] }
      missing.gone.push(id)
    }
  } catch (error) {
    missing.fault = error
  }
  return missing
}

function falseIfGone(error: unknown): false {
  if (error instanceof GraphError && error.kind === 'gone') return false
  throw error
}
