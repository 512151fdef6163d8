import { InvalidInputError } from '../../base/errors.ts'
import { PoolRestingError } from '../errors.ts'
import type { PlatformCall } from '../call.ts'
import type { PlatformSession, RunStep } from '../adapter.ts'

/** Work in steps of one request each on sessions `S`, with progress `P`, which changes in place. */
export type Steps<P, S> = {
  progress: P
  /** Makes one request, on any account, and counts it in the progress. */
  request<T>(ask: (session: S) => Promise<T>): Promise<T>
  /**
   * Runs `work` on the held account without counting a request. Its failure goes to the caller and
   * never moves the work to another account.
   */
  uncounted<T>(work: (session: S) => Promise<T>): Promise<T>
  save(): Promise<void>
}

export function createSteps<P extends { requests: number }>(
  progress: P,
  run: RunStep,
  call: PlatformCall,
): Steps<P, PlatformSession> {
  let lastAccount: string | null = null
  return {
    progress,
    request: (ask) =>
      run(async (session) => {
        call.signal.throwIfAborted()
        if (session.username !== lastAccount) call.onAccount?.(session.username)
        lastAccount = session.username
        try {
          return await ask(session)
        } catch (error) {
          if (wasNeverSent(error)) progress.requests -= 1
          throw error
        } finally {
          progress.requests += 1
          call.onRequest?.(progress.requests)
        }
      }),
    async uncounted(work) {
      const [outcome] = await run(async (session) => await Promise.allSettled([work(session)]))
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    },
    // A copy, so that later progress does not change the saved state.
    save: async () => await call.save?.(JSON.parse(JSON.stringify(progress))),
  }
}

const wasNeverSent = (error: unknown): boolean =>
  error instanceof PoolRestingError || error instanceof InvalidInputError
