import { startOwnServer, UNDURABLE } from '../own-server.ts'

export type PoolServer = {
  /** Creates an empty database that counts statements; drops the previous one. */
  freshDatabase(): Promise<string>
  describe(): Promise<string>
  stop(): Promise<void>
}

const SETTINGS = {
  ...UNDURABLE,
  shared_preload_libraries: 'pg_stat_statements',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
}
const DATABASE = 'bench_pool'

/** Starts the measurement's own server. */
export async function startPoolServer(): Promise<PoolServer> {
  const server = await startOwnServer('bench-pool', SETTINGS)
  return {
    async freshDatabase() {
      await server.createDatabase(DATABASE)
      return server.urlOf(DATABASE)
    },
    describe: async () => await server.describe([...Object.keys(UNDURABLE), 'shared_buffers']),
    async stop() {
      await server.dropDatabase(DATABASE)
      await server.stop()
    },
  }
}
