/**
 * A time of the database, never earlier than it: PostgreSQL has microseconds, a Date milliseconds,
 * and a truncated time would end a wait too early.
 */
export const roundUp = (moment: Date): Date => new Date(moment.getTime() + 1)
