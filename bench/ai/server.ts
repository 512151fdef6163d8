import { startOwnServer, UNDURABLE } from '../own-server.ts'

export type AnalysisServer = {
  /** An empty database that counts statements. */
  url: string
  /** The server's first process, parent of all others. */
  pid: number
  describe(): Promise<string>
  stop(): Promise<void>
}

const SETTINGS = {
  ...UNDURABLE,
  shared_preload_libraries: 'pg_stat_statements',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
}
const DATABASE = 'bench_ai'

/** Starts the measurement's own server. */
export async function startAnalysisServer(): Promise<AnalysisServer> {
  const server = await startOwnServer('bench-ai', SETTINGS)
  await server.createDatabase(DATABASE)
  const { rows } = await server.admin.query<{ pid: number }>(
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid`,
  )
  return {
    pid: rows[0]?.pid ?? 0,
    url: server.urlOf(DATABASE),
    describe: async () => await server.describe(['fsync', 'synchronous_commit', 'shared_buffers']),
    async stop() {
      await server.dropDatabase(DATABASE)
      await server.stop()
    },
  }
}
