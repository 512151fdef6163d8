import { DatabaseError } from 'pg'

const CHECK_VIOLATION = '23514'

/** Whether a statement failed because a row would break this check constraint. */
export const isCheckViolation = (error: unknown, constraint: string): boolean =>
  error instanceof DatabaseError &&
  error.code === CHECK_VIOLATION &&
  error.constraint === constraint
