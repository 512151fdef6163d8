import { setTimeout as delay } from 'node:timers/promises'
import { errorFields } from '../base/classify.ts'
import type { Clock } from '../base/clock.ts'
import type { Count } from '../base/metrics.ts'
import type { Db } from '../db/handles.ts'
import type { Logger } from '../base/log/log.ts'
import { isOwn, type Answer, type Channel } from './channel.ts'
import {
  claimDelivery,
  postponeChannel,
  nextDueInMs,
  recordAttempt,
  releaseDelivery,
  type ClaimedDelivery,
} from './store/notifications/deliveries.ts'
import { dispatchDue } from './store/notifications/dispatch.ts'
import { DELIVERY_ATTEMPTS } from './metrics.ts'

export type CourierOptions = {
  db: Db
  clock: Clock
  log: Logger
  channels: readonly Channel[]
  /** The kinds that are sent; see `dispatchDue`. */
  kinds: readonly string[]
  /** World ms between two notifications of one cause. */
  intervalMs: number
  random: () => number
  count?: Count
  /** Poll interval (real ms) when nothing is known to be due; 2 s by default. */
  pollMs?: number
}

const OUTCOMES = ['delivered', 'retried', 'failed'] as const
const POLL_MS = 2_000
/** Avoids a busy loop while another courier handles what is due. */
const SHORTEST_WAIT_MS = 50
/** Real ms that running attempts get when the courier stops. */
const STOP_GRACE_MS = 2_000

/**
 * Starts sending notifications through the channels. Replicas share the work; after a crash a
 * notification is sent again with the same id. Without channels, notifications are only closed.
 * Returns a function that stops it.
 */
export function startCourier(options: CourierOptions): () => Promise<void> {
  const stopping = new AbortController()
  const interrupting = new AbortController()
  const signals = { stopping: stopping.signal, interrupting: interrupting.signal }
  const { channels, count } = options
  // Prometheus sees no increase in a series that begins with its first event.
  for (const { name: channel } of channels)
    for (const outcome of OUTCOMES) count?.(DELIVERY_ATTEMPTS, { channel, outcome }, 0)
  // A loop per channel: one that hangs must not delay the others.
  const loops = (channels.length === 0 ? [undefined] : channels).map((channel) =>
    loop(options, channel, signals),
  )
  return async () => {
    stopping.abort()
    const ended = Promise.all(loops)
    const graceOver = delay(STOP_GRACE_MS, undefined, { ref: false })
    await Promise.race([ended, graceOver])
    interrupting.abort()
    await ended
  }
}

type Signals = { stopping: AbortSignal; interrupting: AbortSignal }

async function loop(
  options: CourierOptions,
  channel: Channel | undefined,
  { stopping, interrupting }: Signals,
): Promise<void> {
  const { log, pollMs = POLL_MS } = options
  while (!stopping.aborted) {
    let waitMs = pollMs
    try {
      const worked = await work(options, channel, interrupting)
      waitMs = worked ? 0 : await untilNextWork(options, channel, pollMs)
    } catch (thrown) {
      if (interrupting.aborted) return
      log.warn({ channel: channel?.name, ...errorFields(thrown) }, 'courier failed')
    }
    if (waitMs > 0) await delay(waitMs, undefined, { signal: stopping }).catch(() => undefined)
  }
}

/** Real ms. */
async function untilNextWork(
  { db, clock }: CourierOptions,
  channel: Channel | undefined,
  pollMs: number,
): Promise<number> {
  const dueInMs = await nextDueInMs(db, channel ? [channel.name] : [])
  if (dueInMs === null) return pollMs
  return Math.min(pollMs, Math.max(SHORTEST_WAIT_MS, Math.ceil(clock.realMs(dueInMs))))
}

/** Dispatches due notifications and makes one attempt. False when nothing was due. */
async function work(
  options: CourierOptions,
  channel: Channel | undefined,
  interrupting: AbortSignal,
): Promise<boolean> {
  const { db, channels, kinds, intervalMs } = options
  const names = channels.map(({ name }) => name).filter((name) => !isOwn(name))
  const dispatched = await dispatchDue(db, { channels: names, kinds, intervalMs })
  const delivery = channel && (await claimDelivery(db, channel.name))
  if (!channel || !delivery) return dispatched > 0
  try {
    await attempt(options, channel, delivery, interrupting)
  } catch (thrown) {
    if (interrupting.aborted) await releaseDelivery(db, delivery)
    throw thrown
  }
  return true
}

async function attempt(
  { db, log, random, count }: CourierOptions,
  channel: Channel,
  delivery: ClaimedDelivery,
  interrupting: AbortSignal,
): Promise<void> {
  const answer = await channel.send(delivery.message, interrupting, delivery.audience)
  const attempts = delivery.attempts + 1
  const pauseMs = answer.delivered ? null : pauseAfter(answer, attempts, random)
  const fields = {
    notification_id: delivery.message.id,
    kind: delivery.message.kind,
    channel: channel.name,
    attempt: attempts,
    status: answer.status,
  }
  if (!(await recordAttempt(db, delivery, { answer, pauseMs }))) {
    log.warn(fields, 'delivery lost to another courier')
    return
  }
  const outcome: (typeof OUTCOMES)[number] = answer.delivered
    ? 'delivered'
    : pauseMs === null
      ? 'failed'
      : 'retried'
  count?.(DELIVERY_ATTEMPTS, { channel: channel.name, outcome })
  if (answer.delivered) {
    log.info(fields, 'notification delivered')
    return
  }
  const line = { ...fields, error_message: answer.error }
  if (pauseMs === null) log.error(line, 'notification not delivered')
  else log.warn({ ...line, retry_in_ms: Math.round(pauseMs) }, 'notification delivery failed')
  // A delay for one user must not delay the others.
  if (answer.retryAfterMs !== undefined && pauseMs !== null && !isOwn(channel.name))
    await postponeChannel(db, channel.name, answer.retryAfterMs)
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** The pause after each failed attempt; after these, the last pause repeats. */
const PAUSES_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS]
const LAST_PAUSE_MS = 4 * HOUR_MS
const MAX_ATTEMPTS = 8
const JITTER = 0.1

/**
 * Pause (ms of world time) after failed attempt number `attempts`; null for no further one.
 * `random` is in [0, 1).
 */
export function pauseAfter(
  answer: Answer & { delivered: false },
  attempts: number,
  random: () => number,
): number | null {
  if (answer.final || attempts >= MAX_ATTEMPTS) return null
  const pauseMs = PAUSES_MS[attempts - 1] ?? LAST_PAUSE_MS
  const ownMs = pauseMs * (1 + JITTER * (2 * random() - 1))
  // Jitter must not shorten the pause that the receiver asked for.
  return Math.max(ownMs, answer.retryAfterMs ?? 0)
}
