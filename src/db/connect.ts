import { BoundedClient, type BoundedOptions } from './bounded-client.ts'
import { createServers, onAnyServer, type Servers } from './server/servers.ts'
import { prepareSession } from './session.ts'
import { createWatchdog, type Asker } from './watchdog.ts'

export type ConnectOptions = {
  /** The database URL, which may have several hosts. */
  url: string
  applicationName: string
  /** Real time (ms) for each statement; null for no limit: a dead connection is found anyway. */
  statementMs: number | null
  /** A pooler gives each transaction another session. */
  pooled?: boolean | undefined
  cut?: AbortSignal | undefined
  onError?: ((error: Error) => void) | undefined
}

/** The configuration of a client for one server. */
export const clientOptions = (
  url: string,
  { applicationName, statementMs, cut }: Omit<ConnectOptions, 'url'>,
): BoundedOptions => ({
  connectionString: url,
  application_name: applicationName,
  statementMs,
  cut,
})

/** Opens a separate connection to the first suitable server. The caller ends it. */
export async function connectClient({ url, ...options }: ConnectOptions): Promise<BoundedClient> {
  const servers = createServers(url)
  return await onAnyServer(servers, async (one) => await connectTo(servers, one, options))
}

async function connectTo(
  { target }: Pick<Servers, 'target'>,
  url: string,
  options: Omit<ConnectOptions, 'url'>,
): Promise<BoundedClient> {
  const client = new BoundedClient(clientOptions(url, options))
  // A lost connection fails the next statement; without a listener it would end the process.
  client.on('error', options.onError ?? (() => undefined))
  try {
    await client.connect()
    const { pooled } = options
    await prepareSession(client, { target, pooled, idleInTransactionMs: null })
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}

/** Runs work on a separate connection. Ends it, which rolls back an open transaction. */
export async function withClient<T>(
  options: ConnectOptions,
  work: (client: BoundedClient) => Promise<T>,
): Promise<T> {
  const client = await connectClient(options)
  const watchdog = createWatchdog({ asker: createAsker(options.url, options.cut) })
  watchdog.watch(client)
  try {
    return await work(client)
  } finally {
    await watchdog.close()
    await client.end()
  }
}

/** Real time (ms) within which the server must report its processes. */
const ASK_MS = 3_000

/**
 * Creates a function that asks the server which of its processes work on a statement. A process
 * that waits for its client has sent its answer, or waits for rows that were lost. The connection
 * is kept between calls.
 */
export function createAsker(url: string | (() => string), cut?: AbortSignal): Asker {
  let open: BoundedClient | undefined
  const close = async (): Promise<void> => {
    const client = open
    open = undefined
    await client?.end()
  }
  return {
    async ask(pids) {
      try {
        open ??= await connectClient({
          url: typeof url === 'string' ? url : url(),
          applicationName: 'gramd watchdog',
          statementMs: ASK_MS,
          cut,
        })
        const { rows } = await open.query<{ pid: number }>(
          `select pid from pg_stat_activity
           where pid = any ($1::int[]) and state = 'active' and wait_event_type is distinct from 'Client'`,
          [pids],
        )
        return new Set(rows.map(({ pid }) => pid))
      } catch (error) {
        open?.cut('the server cannot be asked')
        await close()
        throw error
      }
    },
    close,
  }
}
