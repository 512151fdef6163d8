import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import type { ProxyFailedError } from '../../platforms/errors.ts'
import type { ActionLog, LoggedAction, ActionLogEntry } from '../../platforms/action-log.ts'
import { collectRequests } from '../../platforms/sent-request.ts'
import { errorText } from '../state/error-text.ts'
import type { HeldAccount } from './held-account.ts'

type Parts = { clock: Pick<Clock, 'now'>; actionLog?: ActionLog | undefined }

/**
 * Runs work on a held account with its own log entry and requests. Work that sent nothing is not
 * logged.
 */
export async function runLogged<T>(
  { clock, actionLog }: Parts,
  held: HeldAccount,
  action: Exclude<LoggedAction, 'check_proxy'>,
  work: () => Promise<T>,
): Promise<T> {
  if (!actionLog) return await work()
  const requests = collectRequests()
  const began = clock.now().getTime()
  const write = async (end: Pick<ActionLogEntry, 'status' | 'details'>): Promise<void> => {
    if (requests.stored.length === 0) return
    const durationMs = clock.now().getTime() - began
    await actionLog({
      action,
      subject: { accountId: held.account.id },
      durationMs,
      requests,
      ...end,
    })
  }
  try {
    const done = await held.reporting(requests.add, work)
    await write({ status: 'ok', details: {} })
    return done
  } catch (error) {
    await write({ status: 'thrown', details: saidOf(error) })
    throw error
  }
}

/** A check of a proxy, in real time; it sends no request to a platform. */
export async function loggedCheck(
  { actionLog }: Pick<Parts, 'actionLog'>,
  subject: { proxyId: string; accountId: string | null },
  check: () => Promise<number | ProxyFailedError>,
): Promise<number | ProxyFailedError> {
  const startedAt = performance.now()
  const found = await check()
  const isOpen = typeof found === 'number'
  await actionLog?.({
    action: 'check_proxy',
    subject,
    status: isOpen ? 'connected' : 'failed',
    durationMs: performance.now() - startedAt,
    details: isOpen ? { latency_ms: Math.round(found) } : saidOf(found),
    requests: collectRequests(),
  })
  return found
}

const saidOf = (error: unknown): Record<string, unknown> => ({
  message: error instanceof Error ? errorText(error) : String(error),
  ...(error instanceof AppError && { code: error.code }),
})
