import { setTimeout as delay } from 'node:timers/promises'
import { createGramdApi } from '../../sim/run/api.ts'
import type { LocalGramd } from '../../sim/run/local-gramd.ts'
import { startProcess, type StartedProcess } from '../../sim/run/child-process.ts'
import { reservePort } from '../../sim/run/port.ts'

/** One gramd of several on a database. */
export type Replica = {
  name: string
  url: string
  /** Stops it in order, and starts the gramd of another tree in its place. */
  upgrade(tree: string): Promise<void>
  stop(): Promise<void>
}

/** A further replica beside that of the demo. */
export async function startReplica(
  { environment, token }: LocalGramd,
  { name, folder }: { name: string; folder: string },
): Promise<Replica> {
  const { port } = await reservePort(0)
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...environment,
    GRAMD_PORT: String(port),
    GRAMD_INSTANCE: name,
    GRAMD_PUBLIC_URL: url,
  }
  let process: StartedProcess | undefined
  const start = async (tree?: string): Promise<void> => {
    const logPath = `${folder}/${name}.log`
    process = startProcess({ file: 'sim/run/daemon.ts', tree, env, logPath, readLines: false })
    await createGramdApi(url, token).untilReady(AbortSignal.timeout(300_000))
  }
  await start()
  return {
    name,
    url,
    async upgrade(tree) {
      await process?.stop('SIGTERM')
      await start(tree)
    },
    stop: async () => await process?.stop('SIGTERM'),
  }
}

/** What a program saw that called the replicas all the time. */
export type Caller = {
  /** Calls that a retry did not serve, and answers that refuse. */
  readonly faults: readonly string[]
  /** Names of the lists that it created. */
  readonly created: readonly string[]
  /** Calls that were served only by another try. */
  readonly retried: number
  stop(): Promise<void>
}

/** A balancer would ask another replica at once; this one tries for so long (real ms). */
const RETRY_MS = 20_000
const PAUSE_MS = 100

/**
 * Calls the replicas in turn, as behind a balancer: reads, and creates lists, each with a key so
 * that a repeated call creates no second one.
 */
export function startCaller(replicas: readonly { url: string }[], token: string): Caller {
  const faults: string[] = []
  const created: string[] = []
  const counts = { calls: 0, retried: 0 }
  const stopping = new AbortController()
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const once = async (path: string, init: RequestInit): Promise<number | undefined> => {
    const replica = replicas[counts.calls++ % replicas.length]
    const signal = AbortSignal.timeout(RETRY_MS)
    const response = await fetch(new URL(path, replica?.url), { ...init, signal }).catch(
      () => undefined,
    )
    await response?.body?.cancel()
    return response?.status
  }
  const call = async (path: string, init: RequestInit): Promise<void> => {
    const deadline = Date.now() + RETRY_MS
    for (let tries = 1; ; tries++) {
      const status = await once(path, init)
      if (status !== undefined && status < 400) {
        if (tries > 1) counts.retried += 1
        return
      }
      const isPassing = status === undefined || status === 503
      if (!isPassing || Date.now() > deadline) {
        faults.push(
          `${init.method ?? 'GET'} ${path}: ${status ?? 'no answer'} after ${tries} tries`,
        )
        return
      }
      await delay(PAUSE_MS)
    }
  }
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await call('/api/tasks?limit=5', { headers })
      await call('/api/lists?limit=5', { headers })
      const name = `rolling ${created.length}`
      const body = JSON.stringify({ name })
      await call('/api/lists', {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': name.replace(' ', '-') },
        body,
      })
      created.push(name)
      await delay(PAUSE_MS)
    }
  }
  const running = run()
  return {
    faults,
    created,
    get retried() {
      return counts.retried
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
