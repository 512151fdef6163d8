import type { Logger } from '../../base/log/log.ts'
import { followServerUpdate } from './server-update.ts'
import { reportServer, type ServerOrigin, type ServerVersion } from './server-version.ts'

type Parts = {
  url: string
  config: ServerOrigin
  log: Logger
  pooled?: boolean
  cut?: AbortSignal | undefined
}

/**
 * Warns about a faulty minor version of the server, and analyzes tables after its update, or after
 * a restore, while gramd starts and works. Returns a function that ends it.
 */
export function careForServer(
  version: ServerVersion,
  { url, config, log, pooled = false, cut }: Parts,
): () => Promise<void> {
  const fault = reportServer(version, config)
  if (fault) log.warn({ version: version.name, ...fault }, 'faulty PostgreSQL')
  const controller = new AbortController()
  const followed = follow(version, { url, log, pooled, cut, stopping: controller.signal })
  return async () => {
    controller.abort()
    await followed
  }
}

async function follow(
  version: ServerVersion,
  {
    url,
    log,
    pooled,
    cut,
    stopping,
  }: Pick<Parts, 'url' | 'log' | 'cut'> & { pooled: boolean; stopping: AbortSignal },
): Promise<void> {
  try {
    const tables = await followServerUpdate({ url, version, stopping, pooled, cut })
    if (tables.length > 0)
      log.info(
        { version: version.name, tables },
        'tables analyzed after an update of PostgreSQL or a restore',
      )
  } catch (error) {
    if (!stopping.aborted)
      log.warn({ err: error }, 'tables not analyzed after an update of PostgreSQL or a restore')
  }
}
