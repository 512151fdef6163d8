import { DatabaseError } from 'pg'

const UNIQUE_VIOLATION = '23505'

/** Whether a statement failed because another row has the values of this unique constraint. */
export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  error instanceof DatabaseError &&
  error.code === UNIQUE_VIOLATION &&
  error.constraint === constraint
