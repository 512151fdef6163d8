/**
 * A moment of the database as one that is not before it. PostgreSQL has microseconds and a Date has milliseconds: what
 * is cut off would let somebody come back a moment too early.
 */
export const roundUp = (moment: Date): Date => new Date(moment.getTime() + 1)
