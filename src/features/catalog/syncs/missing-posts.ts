import { GraphError } from '../../../platforms/graph-error.ts'
import { tried } from '../../../platforms/reading/tries.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'
import { missingAmong, type Covered } from '../posts/posts-store.ts'
import type { StoreToRead } from '../stores/stores-to-read.ts'

/** Posts that a page leaves out and that are asked for; what is there all the same is asked for once a day. */
const MOST_MISSING = 25

export type Missing = {
  /** Ids of posts that Meta says are gone. */
  gone: string[]
  /** Of those that are there all the same. */
  found: string[]
  /** Of the official API. */
  requests: number
  /** What kept it from asking for the others. */
  fault: unknown
}

/** Known posts that a page should have had: Meta says of each whether it is gone. A fault leaves what was said before it. */
export async function askForMissing(
  { services: { db, clock, ownMediaReader }, signal }: TaskContext<Services>,
  store: StoreToRead,
  covered: Covered,
  isUrgent: boolean,
): Promise<Missing> {
  const missing: Missing = { gone: [], found: [], requests: 0, fault: null }
  if (!ownMediaReader) return missing
  const call = { connectionId: store.connectionId, isUrgent, signal }
  for (const { id, platform_id } of await missingAmong(db, store, covered, MOST_MISSING)) {
    try {
      await tried(async () => await ownMediaReader.media(call, platform_id), { clock, signal })
      missing.found.push(id)
    } catch (error) {
      if (!(error instanceof GraphError) || error.kind !== 'gone')
        return { ...missing, fault: error }
      missing.gone.push(id)
    }
    missing.requests += 1
  }
  return missing
}
