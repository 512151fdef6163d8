import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startOwnServer, UNDURABLE, type OwnServer } from '../own-server.ts'
import type { Filled } from './fill.ts'

const SETTINGS = { ...UNDURABLE, shared_buffers: '2GB', max_wal_size: '4GB' }
/** No log of what a crash would lose: the filling begins again then. */
const FILLING = {
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_parallel_maintenance_workers: '1',
  autovacuum: 'off',
}

const FilledSchema = z.object({
  creators: z.number(),
  posts: z.number(),
  tasks: z.number(),
  isWhole: z.boolean(),
}) satisfies z.ZodType<Filled>

export const DEFAULT_DATA = fileURLToPath(new URL('../../.gramd/bench-scale', import.meta.url))

/** Starts the server of a folder, for filling or as measures need it. */
export async function startScaleServer(folder: string, purpose: 'fill' | 'measure') {
  const settings = purpose === 'fill' ? { ...SETTINGS, ...FILLING } : SETTINGS
  return await startOwnServer('bench-scale', settings, folder)
}

export const databaseOf = (creators: number): string => `scale_${creators}`

/** Reads what the filled database of this size has; null where there is none. */
export async function readFilled(server: OwnServer, creators: number): Promise<Filled | null> {
  const { rows } = await server.admin.query<{ comment: string | null }>(
    `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1`,
    [databaseOf(creators)],
  )
  const comment = rows[0]?.comment ?? null
  return comment === null ? null : FilledSchema.parse(JSON.parse(comment))
}

/** Marks the database as filled, so that measures are repeated without filling. */
export async function markFilled(server: OwnServer, filled: Filled): Promise<void> {
  await server.admin.query(
    `comment on database ${databaseOf(filled.creators)} is '${JSON.stringify(filled)}'`,
  )
}
