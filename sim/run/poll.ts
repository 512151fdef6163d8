import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

/** The result of a poll; the status is a line for the terminal. */
export type Probe = { isDone: boolean; status: string }

/** Polls until a poll finds all done; false if the signal aborted first. Prints each status. */
export async function pollUntilDone(
  { signal, everyMs }: { signal: AbortSignal; everyMs: number },
  probe: () => Promise<Probe>,
): Promise<boolean> {
  while (!signal.aborted) {
    const { isDone, status } = await probe()
    process.stderr.write(`\r${status}   `)
    if (isDone) break
    await delay(everyMs, undefined, { signal }).catch(() => undefined) // the loop sees the abort
  }
  process.stderr.write('\n')
  return !signal.aborted
}

/**
 * Undefined if the call failed: gramd or its database may be down or busy, or refuse for now, and
 * the next poll calls again. Throws if an answer has another shape than expected.
 */
export async function tolerate<T>(call: Promise<T>): Promise<T | undefined> {
  return await call.catch((error: unknown) => {
    if (!(error instanceof Error) || error instanceof z.ZodError) throw error
    return undefined
  })
}
