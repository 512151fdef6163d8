import { setTimeout as delay } from 'node:timers/promises'
import { ownBuild } from '../../base/build.ts'
import type { Logger } from '../../base/log/log.ts'
import type { Db } from '../handles.ts'
import { ownMigrations, type Migration } from './migration-files.ts'
import { describeNewer, readApplied, schemaState } from './schema-state.ts'

/** Real time between two looks: an upgrade replaces a replica within minutes. */
const POLL_MS = 60_000

/**
 * Logs when a newer gramd has changed the schema on which this one works, at the start or later:
 * once for each newer version. Returns a function that ends it.
 */
export function watchSchema({
  db,
  log,
  own,
  pollMs = POLL_MS,
}: {
  db: Db
  log: Logger
  /** The migrations of this gramd. */
  own?: readonly Migration[]
  pollMs?: number
}): () => Promise<void> {
  const controller = new AbortController()
  const watched = watch({ db, log, own, pollMs, stopping: controller.signal })
  return async () => {
    controller.abort()
    await watched
  }
}

type Watch = {
  db: Db
  log: Logger
  own: readonly Migration[] | undefined
  pollMs: number
  stopping: AbortSignal
}

async function watch({ db, log, own, pollMs, stopping }: Watch): Promise<void> {
  const known = own ?? (await ownMigrations())
  let last: string | undefined
  while (!stopping.aborted) {
    try {
      last = await logNewer(db, log, known, last)
    } catch (error) {
      if (!stopping.aborted) log.debug({ err: error }, 'the schema could not be read')
    }
    await delay(pollMs, undefined, { signal: stopping }).catch(() => undefined) // it ends
  }
}

/** Returns the state that was logged last. */
async function logNewer(
  db: Db,
  log: Logger,
  own: readonly Migration[],
  last: string | undefined,
): Promise<string | undefined> {
  const state = schemaState(await readApplied(db), own)
  if (state.kind !== 'newer') return last
  const { version, names: migrations, isCompatible } = state
  const found = `${version} ${isCompatible}`
  if (found === last) return last
  const fields = { event: 'schema_newer', version, own: ownBuild().version, migrations }
  const message = describeNewer(state, ownBuild().version)
  if (isCompatible) log.warn(fields, message)
  else log.error(fields, message)
  return found
}
