import type { ApiError } from './api-error.ts'
import type { InputProblem } from './batch-input.ts'
import type { ChatRequest } from './chat-request.ts'
import { pick } from './draw.ts'
import type { RowFaultKind } from './row-faults.ts'

export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled'

/** A row with its pending answer or refusal. */
export type BatchRow = {
  customId: string
  request: ChatRequest | ApiError
  fault: RowFaultKind | undefined
}

type BatchCounts = { total: number; completed: number; failed: number }

/** A batch and its planned end. Times are ms of world time. */
export type Batch = {
  id: string
  endpoint: string
  model: string | null
  inputFileId: string
  metadata: Readonly<Record<string, string>> | null
  outputExpiresAfterSeconds: number | undefined
  status: BatchStatus
  createdAt: number
  /** The time of each status. */
  reachedAt: Partial<Record<BatchStatus, number>>
  plan: Plan
  enqueuedTokens: number
  /** In running order; emptied at the end of the batch. */
  rows: readonly BatchRow[]
  /** Answered rows; undefined while the batch runs. */
  finished: number | undefined
  /** Set at the end of the batch. */
  counts: BatchCounts | undefined
  tokens: { input: number; output: number; reasoning: number }
  outputFileId: string | null
  errorFileId: string | null
}

/** The plan of a batch: its length, its end, and the share of answered rows. */
export type Plan = {
  ending: Ending
  durationMs: number
  shareFinished: number
  problems: readonly InputProblem[]
}

type Step = { status: BatchStatus; at: number }

const WINDOW_MS = 24 * 3600_000
const VALIDATED_AT = 0.05
const ANSWERED_AT = 0.95
/** Time that an expiring batch needs to write its files. */
const FINALIZING_MS = 5 * 60_000
const MAX_CANCELLING_MS = 10 * 60_000

/** All ends of a batch; a new kind is one more entry. `next` is the step out of `in_progress`. */
export const ENDINGS = {
  completed: {
    does: 'answers every row',
    next: (batch) => {
      if (moment(batch, 1) > expiresAt(batch)) return { status: 'expired', at: expiresAt(batch) }
      return { status: 'finalizing', at: moment(batch, ANSWERED_AT) }
    },
  },
  failed: { does: 'ends in failed after validation, without files', next: () => undefined },
  expired: {
    does: 'answers a share of the rows, then waits for the end of the completion window',
    next: (batch) => ({ status: 'expired', at: expiresAt(batch) }),
  },
  expired_messy: {
    does: 'like expired, but through finalizing, and half of the rest become server errors',
    next: (batch) => ({ status: 'finalizing', at: expiresAt(batch) }),
  },
  wandering: {
    does: 'answers every row, while the API reports random states without end',
    next: (batch) => ({ status: 'finalizing', at: moment(batch, ANSWERED_AT) }),
  },
  stuck: {
    does: 'answers a share of the rows and stays in_progress until it is cancelled',
    next: () => undefined,
  },
} satisfies Record<string, { does: string; next(batch: Batch): Step | undefined }>

type Ending = keyof typeof ENDINGS

const TERMINAL: ReadonlySet<BatchStatus> = new Set(['failed', 'completed', 'expired', 'cancelled'])

export const isTerminal = (batch: Batch): boolean => TERMINAL.has(batch.status)

export const expiresAt = (batch: Batch): number => batch.createdAt + WINDOW_MS

/** Takes all steps that are due at a world time (ms). */
export function advance(batch: Batch, nowMs: number): void {
  for (let step = nextStep(batch); step && step.at <= nowMs; step = nextStep(batch)) {
    enter(batch, step)
  }
}

/** Starts the cancellation of a batch; false if it has ended. */
export function cancel(batch: Batch, nowMs: number): boolean {
  advance(batch, nowMs)
  if (isTerminal(batch)) return false
  if (batch.status !== 'cancelling') enter(batch, { status: 'cancelling', at: nowMs })
  return true
}

/** Answered rows at a world time (ms). */
export function finishedCount(batch: Batch, nowMs: number): number {
  if (batch.finished !== undefined) return batch.finished
  if (batch.status === 'validating') return 0
  if (batch.status === 'finalizing' && answersAll(batch)) return batch.rows.length
  const start = moment(batch, VALIDATED_AT)
  const share = (nowMs - start) / (moment(batch, ANSWERED_AT) - start)
  const most = answersAll(batch) ? 1 : batch.plan.shareFinished
  return Math.floor(batch.rows.length * Math.min(share, most))
}

const answersAll = ({ plan }: Batch): boolean =>
  plan.ending === 'completed' || plan.ending === 'wandering'

const WANDERS = ['validating', 'in_progress', 'finalizing'] as const

/** The status that the API reports at a world time (ms); `wandering` reports others. */
export function reportedStatus(batch: Batch, nowMs: number): BatchStatus {
  if (batch.plan.ending !== 'wandering' || isTerminal(batch) || batch.status === 'cancelling') {
    return batch.status
  }
  return pick(WANDERS, batch.id, nowMs) ?? batch.status
}

function enter(batch: Batch, step: Step): void {
  if (step.status === 'cancelling' || step.status === 'expired') {
    batch.finished = finishedCount(batch, step.at)
  }
  if (step.status === 'completed') batch.finished = batch.rows.length
  batch.status = step.status
  batch.reachedAt[step.status] = step.at
}

function nextStep(batch: Batch): Step | undefined {
  switch (batch.status) {
    case 'validating': {
      const status = batch.plan.ending === 'failed' ? 'failed' : 'in_progress'
      return { status, at: moment(batch, VALIDATED_AT) }
    }
    case 'in_progress':
      return ENDINGS[batch.plan.ending].next(batch)
    case 'finalizing':
      return answersAll(batch)
        ? { status: 'completed', at: moment(batch, 1) }
        : { status: 'expired', at: expiresAt(batch) + FINALIZING_MS }
    case 'cancelling':
      return { status: 'cancelled', at: cancelledAt(batch) }
    default:
      return undefined
  }
}

/** The world time at this share of the batch's length. */
const moment = (batch: Batch, share: number): number =>
  batch.createdAt + batch.plan.durationMs * share

const cancelledAt = (batch: Batch): number =>
  (batch.reachedAt.cancelling ?? batch.createdAt) +
  Math.min(batch.plan.durationMs * 0.1, MAX_CANCELLING_MS)
