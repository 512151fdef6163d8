/** New or requeued tasks; the payload is the sender or empty. */
export const TASKS_CHANNEL = 'gramd_tasks'
/** Running tasks were cancelled: each worker checks which ones it still has. */
export const CANCELLED_CHANNEL = 'gramd_cancelled'
