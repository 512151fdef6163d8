import { z } from 'zod'
import type { Tx } from '../../db/database.ts'
import type { PlatformCall } from '../../platforms/call.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import { countSent, type SentRequests } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import { countRequests } from './store.ts'

const Checkpoint = z.object({
  /** The list that is being read in full; null while there is none. */
  list: z.object({ person: z.int(), kind: z.enum(['followers', 'following']) }).nullable(),
  /** The platform's own state of it. */
  state: z.unknown(),
})
/** Where a check of pairs resumes; everything else is in its answers. */
export type PairCheckpoint = z.output<typeof Checkpoint>

export const noList: PairCheckpoint = { list: null, state: null }

/** What an earlier run has stored, or `noList`. */
export const readCheckpoint = (stored: unknown): PairCheckpoint =>
  Checkpoint.safeParse(stored).data ?? noList

/** One run of a check of pairs. */
export type PairRun = {
  /** Of the check. */
  id: string
  context: TaskContext<Services>
  /** Steps and pages that this run has stored. */
  steps: number
  /** An earlier run failed before its first step: another such failure counts as an answer. */
  isDoubtful: boolean
  /** The list that is being read, as the next transaction stores it. */
  checkpoint: PairCheckpoint
}

export type Write = (tx: Tx) => Promise<void>

/**
 * Sends requests. What the answer writes, the number of requests and the checkpoint are one
 * transaction. `onError` gives what is stored for an error that is itself an answer; others are
 * rethrown. `resume` is the state of the platform that the call resumes.
 */
export async function ask(
  run: PairRun,
  send: (call: PlatformCall, sent: SentRequests) => Promise<Write | undefined>,
  onError: (error: unknown) => Write | undefined,
  resume: unknown = null,
): Promise<void> {
  const { context } = run
  const { signal } = context
  const sent = countSent(resume)
  let write: Write | undefined
  try {
    write = await send({ signal, resume, ...sent.observers }, sent)
  } catch (error) {
    write = onError(error)
    if (!write) {
      if (sent.unstored() > 0 && !signal.aborted) await store(run, sent)
      throw error
    }
  }
  await store(run, sent, write)
  context.note({ account: sent.account() })
}

/** Stores the checkpoint and the requests that were sent, in one transaction with `write`. */
export async function store(run: PairRun, sent: SentRequests, write?: Write): Promise<void> {
  const requests = sent.unstored()
  await run.context.checkpoint(run.checkpoint, async (tx) => {
    await countRequests(tx, run.id, { account: sent.account(), requests })
    await write?.(tx)
  })
  sent.markStored(requests)
}
