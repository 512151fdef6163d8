/** A batch of OpenAI's. File ids are null until the file exists. */
export type RemoteBatch = {
  id: string
  status: RemoteStatus
  inputFileId: string
  outputFileId: string | null
  errorFileId: string | null
  createdAt: Date
  /** Rows; 0 until validated. A row that never ran is neither completed nor failed. */
  counts: { total: number; completed: number; failed: number }
  /** The first problem of validation. */
  error: { code: string; message: string } | null
  /** Faulty lines of the input file, from 1. */
  faultyLines: readonly number[]
}

export type RemoteStatus = (typeof REMOTE_STATUSES)[number]

export const REMOTE_STATUSES = [
  'validating',
  'in_progress',
  'finalizing',
  'cancelling',
  'completed',
  'failed',
  'expired',
  'cancelled',
] as const
