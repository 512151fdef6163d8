/** Rung by whoever puts tasks into the queue or back to pending, with the name of the sender or nothing. */
export const TASKS_CHANNEL = 'gramd_tasks'
/** Rung when running tasks were cancelled: whoever holds some looks which of them are still theirs. */
export const CANCELLED_CHANNEL = 'gramd_cancelled'
