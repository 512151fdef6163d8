import type { Task } from './kit.ts'

export const STATUSES = ['pending', 'running', 'done', 'failed', 'cancelled'] as const
export type Status = (typeof STATUSES)[number]

export const canRetry = ({ status }: Task): boolean => status === 'failed' || status === 'cancelled'
export const canCancel = ({ status }: Task): boolean => status === 'pending' || status === 'running'

/** Returns when the task last changed, as far as its row says. */
export const changedAt = (task: Task): string =>
  task.completed_at ?? task.started_at ?? task.created_at
