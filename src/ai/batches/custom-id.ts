/** The name of a task's row in a batch. */
export const customIdOf = (taskId: number): string => `task-${taskId}`

/** The task that a row is named after; undefined for a name that is not ours. */
export function taskIdOf(customId: string): number | undefined {
  const [, digits] = /^task-(\d{1,15})$/.exec(customId) ?? []
  return digits === undefined ? undefined : Number(digits)
}
