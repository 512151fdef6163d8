import { AppError } from '../base/errors.ts'
import { collectRequests, type OnSent } from '../platforms/sent-request.ts'
import type { ConnectionParts } from './parts.ts'

/**
 * Runs a check of a connection and logs it with its requests; a check that sent nothing is not
 * logged.
 */
export async function loggedCheck<Look>(
  { clock, journal }: Pick<ConnectionParts, 'clock' | 'journal'>,
  connectionId: string,
  ask: (onSent: OnSent) => Promise<Look | null>,
): Promise<Look | null> {
  const requests = collectRequests()
  const began = clock.now().getTime()
  const write = async (status: 'ok' | 'thrown', details: Record<string, unknown>) => {
    if (requests.kept.length === 0) return
    const durationMs = clock.now().getTime() - began
    const look = { action: 'check_account' as const, whose: { connectionId } }
    await journal?.({ ...look, status, durationMs, details, requests })
  }
  try {
    const look = await ask(requests.add)
    await write('ok', look === null ? { message: 'its token has ended' } : {})
    return look
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    await write('thrown', { message, ...(error instanceof AppError && { code: error.code }) })
    throw error
  }
}
