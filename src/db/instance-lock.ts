import pg from 'pg'
import { INSTANCE_LOCKS } from './locks.ts'

export type InstanceLock = { release(): Promise<void> }

/**
 * Reserves an instance name for one process, by a session advisory lock on a connection of its own.
 * Returns null when another live process has the name. A dead process loses it with its connection.
 */
export async function lockInstance(
  url: string,
  name: string,
  onError: (error: Error) => void,
): Promise<InstanceLock | null> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'gramd instance',
    keepAlive: true,
  })
  client.on('error', onError)
  await client.connect()
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock($1, hashtext($2)) as locked',
    [INSTANCE_LOCKS, name],
  )
  if (rows[0]?.locked !== true) {
    await client.end()
    return null
  }
  return { release: () => client.end() }
}
