/** How many attempts of a task are remembered, besides the one that ended it. */
const KEPT_ATTEMPTS = 20

/**
 * The part of a statement that forgets the oldest attempts of each task of `source`, so that there is room for the one
 * that the statement remembers. An array, because the planner would read the whole table to join it.
 */
export const forgetOldest = (source: string): string => `
  forgotten as (
    delete from past_attempts where id = any (array(
      select old.id from ${source} s cross join lateral (
        select a.id from past_attempts a where a.task_id = s.id order by a.id desc offset ${KEPT_ATTEMPTS - 1}
      ) old
    ))
  )`

/** The owner of a task that runs in a batch. */
export const batchOwner = (batchId: string): string => `batch ${batchId}`
