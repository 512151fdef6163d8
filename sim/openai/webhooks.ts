import { createHmac } from 'node:crypto'
import type { Clock } from '../../src/base/clock.ts'
import { isTerminal, type Batch } from './batch-life.ts'
import { digest } from './draw.ts'
import type { FaultBook } from './faults.ts'

/** Where events go, and what they are signed with: `whsec_` and Base64. */
export type WebhookTarget = { url: string; secret: string }

/** One attempt to deliver an event, oldest first in the list. */
export type WebhookAttempt = {
  event_id: string
  type: string
  batch_id: string
  /** World time, ISO 8601. */
  at: string
  /** What was answered; null when nothing was. */
  status: number | null
}

/** Everything that can go wrong with an event on its way; a new kind is one more entry. */
export const WEBHOOK_FAULTS = {
  duplicate: { does: 'delivers the event twice, under one id' },
  out_of_order: { does: 'holds the event back until another one was delivered' },
  wrong_signature: { does: 'signs the first attempt with another key' },
  stale: { does: 'signs the first attempt as of ten minutes ago' },
  lost: { does: 'never delivers the event' },
} satisfies Record<string, { does: string }>

type FaultKind = keyof typeof WEBHOOK_FAULTS

type Delivery = {
  id: string
  type: string
  body: string
  batchId: string
  attempts: number
  /** World ms from which it is tried; infinite while it is held back. */
  dueAt: number
  fault: FaultKind | undefined
}

export type WebhookSender = {
  /** Null ends it, and forgets what was still to be delivered. */
  aimAt(target: WebhookTarget | null): void
  target(): WebhookTarget | null
  /** A batch has reached its end. */
  ended(batch: Batch): void
  attempts(): readonly WebhookAttempt[]
  /** Events that are still to be delivered. */
  pending(): number
  close(): Promise<void>
}

const LOOK_MS = 20
const FIRST_RETRY_MS = 5_000
const GIVE_UP_MS = 72 * 3_600_000
const ANSWER_TIMEOUT_MS = 10_000
const MAX_KEPT = 1_000
const STALE_SECONDS = 600

/**
 * Tells of batches that have ended, as Standard Webhooks has it. Attempts that are not answered with 2xx are made again
 * with backoff, for 72 hours of world time. `look` makes batches go as far as world time says.
 */
export function createWebhookSender(options: {
  seed: string
  clock: Clock
  faults: FaultBook
  look: () => void
}): WebhookSender {
  const { clock, faults } = options
  let aim: WebhookTarget | null = null
  let queue: Delivery[] = []
  let ticking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  const attempts: WebhookAttempt[] = []
  const now = (): number => clock.now().getTime()

  const attempt = async (delivery: Delivery, target: WebhookTarget): Promise<void> => {
    const status = await post(target, delivery)
    delivery.attempts += 1
    const { id: event_id, type, batchId: batch_id } = delivery
    attempts.push({ event_id, type, batch_id, at: clock.now().toISOString(), status })
    if (attempts.length > MAX_KEPT) attempts.shift()
    if (status === null || status < 200 || status > 299) {
      const wait = FIRST_RETRY_MS * 2 ** (delivery.attempts - 1)
      delivery.dueAt = wait > GIVE_UP_MS ? Number.NaN : now() + wait
    } else if (delivery.fault === 'duplicate') delivery.dueAt = now()
    else delivery.dueAt = Number.NaN
    delivery.fault = undefined
    for (const held of queue) if (held.dueAt === Infinity) held.dueAt = now()
  }
  const tick = async (): Promise<void> => {
    options.look()
    for (const delivery of queue.filter(({ dueAt }) => dueAt <= now())) {
      if (aim) await attempt(delivery, aim)
    }
    queue = queue.filter(({ dueAt }) => !Number.isNaN(dueAt))
  }

  return {
    aimAt(target) {
      aim = target
      clearInterval(timer)
      if (target === null) {
        queue = []
        return
      }
      timer = setInterval(() => {
        ticking ??= tick().finally(() => (ticking = undefined))
      }, LOOK_MS)
      timer.unref()
    },
    target: () => aim,
    ended(batch) {
      if (!aim || !isTerminal(batch)) return
      const fault = faults.takeForWebhook()?.kind
      if (fault === 'lost') return
      queue.push({
        ...eventOf(options.seed, batch, now()),
        fault,
        attempts: 0,
        dueAt: fault === 'out_of_order' ? Infinity : now(),
      })
    },
    attempts: () => attempts,
    pending: () => queue.length,
    async close() {
      aim = null
      clearInterval(timer)
      await ticking
    },
  }
}

function eventOf(seed: string, batch: Batch, nowMs: number) {
  const id = `evt_${digest(seed, 'event', batch.id).slice(0, 32)}`
  const type = `batch.${batch.status}`
  const created_at = Math.floor(nowMs / 1_000)
  const event = { id, object: 'event', created_at, type, data: { id: batch.id } }
  return { id, type, batchId: batch.id, body: JSON.stringify(event) }
}

/** The status of the answer, or null without one. */
async function post({ url, secret }: WebhookTarget, delivery: Delivery): Promise<number | null> {
  const { body, fault, id } = delivery
  // Receivers compare it with their own clocks: real time.
  const seconds = Math.floor(Date.now() / 1_000) - (fault === 'stale' ? STALE_SECONDS : 0)
  const key =
    fault === 'wrong_signature'
      ? Buffer.alloc(32, 7)
      : Buffer.from(secret.replace('whsec_', ''), 'base64')
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': `v1,${mac}`,
      },
      body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    await response.body?.cancel()
    return response.status
  } catch (thrown) {
    if (thrown instanceof TypeError || thrown instanceof DOMException) return null
    throw thrown
  }
}
