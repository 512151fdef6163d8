import type { Batch, BatchRow } from './kit.ts'

export const STATUSES = [
  'preparing',
  'validating',
  'in_progress',
  'finalizing',
  'cancelling',
  'completed',
  'failed',
  'expired',
  'cancelled',
  'abandoned',
] as const satisfies readonly Batch['status'][]

export const OUTCOMES = [
  'success',
  'refusal',
  'content_filter',
  'invalid',
  'cut_off',
  'row_error',
  'missing',
  'expired',
  'cancelled',
] as const satisfies readonly BatchRow['outcome'][]

const ENDED: readonly Batch['status'][] = [
  'completed',
  'failed',
  'expired',
  'cancelled',
  'abandoned',
]

/** Checks whether the rows of a batch may still get answers. */
export const isOpen = ({ status }: Pick<Batch, 'status'>): boolean => !ENDED.includes(status)

/** OpenAI is not asked to end it yet. */
export const canCancel = (batch: Batch): boolean =>
  isOpen(batch) && batch.status !== 'cancelling' && batch.cancel_requested_at === null

/** Checks whether rows of a completed batch have no answer. */
const hasFailures = ({ status, rows }: Batch): boolean =>
  status === 'completed' && (rows.failed > 0 || (rows.by_outcome.expired ?? 0) > 0)

/** The key of the text of its state. */
export const stateKey = (batch: Batch) =>
  hasFailures(batch) ? 'is_completedPartly' : (`is_${batch.status}` as const)

/** The sign of a state; no tick where something failed. */
export const signOf = (batch: Batch) => {
  const { status } = batch
  if (hasFailures(batch)) return 'failed'
  if (status === 'completed') return 'done'
  if (status === 'failed' || status === 'expired') return 'failed'
  if (status === 'cancelled' || status === 'abandoned' || status === 'cancelling')
    return 'cancelled'
  return status === 'preparing' || status === 'validating' ? 'pending' : 'running'
}
