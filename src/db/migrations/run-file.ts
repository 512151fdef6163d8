import { sql } from 'kysely'
import { codeOf } from '../../base/errors.ts'
import type { Db } from '../handles.ts'
import type { SqlFile } from './migration-files.ts'

const LOCK_NOT_AVAILABLE = '55P03'
const DEADLOCK = '40P01'

/** Runs the statements of a file. Throws an error that names it, unless another try may succeed. */
export async function runFile(db: Db, file: SqlFile): Promise<void> {
  try {
    await sql.raw(file.text).execute(db)
  } catch (error) {
    if (isLockFault(error)) throw error
    throw new Error(`${file.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

export const isLockFault = (error: unknown): boolean =>
  [LOCK_NOT_AVAILABLE, DEADLOCK].includes(codeOf(error) ?? '')
