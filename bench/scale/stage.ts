import type { Db } from '../../src/db/handles.ts'
import type { OwnServer } from '../own-server.ts'
import type { Visited } from './daemon.ts'

/** The database, the process and the sizes that a measure works with. */
export type Stage = {
  server: OwnServer
  url: string
  db: Db
  creators: number
  visited: Visited
  /** Requests of each question or page. */
  repetitions: number
  /** The folder of `pg_dump` and `pg_restore` of the server's version. */
  clients: string | null
  /** The size of the database that is brought back; the whole takes as much disk again. */
  restored: number
  /** The folder for files of a measure. */
  folder: string
  progress(text: string): void
}
