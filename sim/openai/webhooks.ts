import { createHmac } from 'node:crypto'
import type { Clock } from '../../src/base/clock.ts'
import { isTerminal, type Batch } from './batch-life.ts'
import { digest } from './draw.ts'
import type { FaultBook } from './faults.ts'
import type { WebhookFaultKind } from './webhook-faults.ts'

/** The target of events, and their signing secret: `whsec_` and Base64. */
export type WebhookTarget = { url: string; secret: string }

export type WebhookAttempt = {
  event_id: string
  type: string
  batch_id: string
  /** World time, ISO 8601. */
  at: string
  /** Null without an answer. */
  status: number | null
}

type Delivery = {
  id: string
  type: string
  body: string
  batchId: string
  attempts: number
  /** World ms of the next attempt; infinite while it is delayed. */
  dueAt: number
  fault: WebhookFaultKind | undefined
}

export type WebhookSender = {
  /** Null stops deliveries and drops pending events. */
  aimAt(target: WebhookTarget | null): void
  target(): WebhookTarget | null
  /** Announces the end of a batch. */
  ended(batch: Batch): void
  attempts(): readonly WebhookAttempt[]
  pending(): number
  close(): Promise<void>
}

const LOOK_MS = 20
const FIRST_RETRY_MS = 5_000
const GIVE_UP_MS = 72 * 3_600_000
const ANSWER_TIMEOUT_MS = 10_000
const MAX_DELIVERIES = 1_000
const STALE_SECONDS = 600

/**
 * Announces the end of batches as Standard Webhooks says. Attempts without a 2xx answer are
 * repeated with backoff for 72 hours of world time. `look` advances batches to the world time.
 */
export function createWebhookSender(options: {
  seed: string
  clock: Clock
  faults: FaultBook
  wake: () => void
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
    const { id: event_id, type, batchId: batch_id } = delivery
    attempts.push({ event_id, type, batch_id, at: clock.now().toISOString(), status })
    if (attempts.length > MAX_DELIVERIES) attempts.shift()
    schedule(delivery, status, now())
    for (const delayed of queue) if (delayed.dueAt === Infinity) delayed.dueAt = now()
  }
  const tick = async (): Promise<void> => {
    options.wake()
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
      const dueAt = fault === 'out_of_order' ? Infinity : now()
      queue.push({ ...eventOf(options.seed, batch, now()), fault, attempts: 0, dueAt })
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

/** Sets when a delivery is due after an attempt with this status; never again is NaN. */
function schedule(delivery: Delivery, status: number | null, nowMs: number): void {
  const isDelivered = status !== null && status >= 200 && status <= 299
  const waitMs = FIRST_RETRY_MS * 2 ** delivery.attempts
  delivery.attempts += 1
  if (isDelivered) delivery.dueAt = delivery.fault === 'duplicate' ? nowMs : Number.NaN
  else delivery.dueAt = waitMs > GIVE_UP_MS ? Number.NaN : nowMs + waitMs
  delivery.fault = undefined
}

function eventOf(seed: string, batch: Batch, nowMs: number) {
  const id = `evt_${digest(seed, 'event', batch.id).slice(0, 32)}`
  const type = `batch.${batch.status}`
  const created_at = Math.floor(nowMs / 1_000)
  const event = { id, object: 'event', created_at, type, data: { id: batch.id } }
  return { id, type, batchId: batch.id, body: JSON.stringify(event) }
}

/** The status of the answer; null without one. */
async function post({ url, secret }: WebhookTarget, delivery: Delivery): Promise<number | null> {
  const { body, fault, id } = delivery
  // Receivers compare it with their own clocks, in real time.
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
