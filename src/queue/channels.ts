/** Rung by a trigger whenever tasks are inserted, and by hand when tasks come back to pending. */
export const TASKS_CHANNEL = 'gramd_tasks'
/** Rung by a trigger whenever task events are inserted. */
export const TASK_EVENTS_CHANNEL = 'gramd_task_events'
