import { z } from 'zod'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import type { Services } from '../../src/features/services.ts'
import { createAdjustableClock, type AdjustableClock } from '../adjustable-clock.ts'
import { startGraphStandIn, type GraphStandIn } from '../graph/index.ts'
import { startOpenAiSim, type OpenAiSim } from '../openai/index.ts'
import { connectBrand, graphSettingsOf } from '../own-media/connect-brands.ts'
import { apiHere, type ApiHere } from '../run/api-here.ts'
import { createSharedDatabase } from '../run/database.ts'
import { startGramdHere } from '../run/gramd-here.ts'
import { answerAbout } from './selling.ts'

const START = Date.UTC(2026, 10, 1)

export type ShopWorldOptions = {
  /** World time by real time. */
  speed: number
  /** World time that the model takes for an answer. */
  answerMs: number
  /** Calls that Meta allows an account in a day. */
  callsPerDay: number
}

/** gramd of this process with the stand-ins for Meta and OpenAI, on a database of its own. */
export type ShopWorld = {
  db: Db
  services: Services
  clock: AdjustableClock
  graph: GraphStandIn
  openai: OpenAiSim
  send: ApiHere
  /** Opens a shop on an account of its own; gives the store. */
  open(username: string, options?: { follows?: boolean }): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startShopWorld({
  speed,
  answerMs,
  callsPerDay,
}: ShopWorldOptions): Promise<ShopWorld> {
  await using stack = new AsyncDisposableStack()
  const database = await createSharedDatabase('.gramd/shops')
  stack.defer(async () => await database.stop())
  const db = openDatabase({ url: database.url, max: 20, onIdleError: () => undefined })
  stack.defer(async () => await db.destroy())
  await migrate(db)
  const time = { worldAt: START, realAt: Date.now(), speed }
  await setWorldTime(db, time)
  const clock = createAdjustableClock(time)
  const graph = await startGraphStandIn({ seed: 'shops', clock, switches: { callsPerDay } })
  stack.defer(async () => await graph.close())
  const openai = await startOpenAiSim({ seed: 'shops', clock, script: answerAbout, answerMs })
  stack.defer(async () => await openai.close())
  const gramd = startGramdHere(db, clock, {
    name: 'shops',
    settings: {
      ...graphSettingsOf(graph),
      GRAMD_OWN_MEDIA_PICTURE_HOSTS: '127.0.0.1',
      GRAMD_OPENAI_DAILY_BUDGET_USD: '1000',
      GRAMD_MAX_CONCURRENT_TASKS: '16',
      OPENAI_API_KEY: openai.apiKey,
      OPENAI_BASE_URL: openai.baseUrl,
    },
  })
  stack.defer(async () => await gramd.close())
  const { services } = gramd
  const { connections } = services
  if (!connections) throw new Error('no app of Meta is configured')
  const send = apiHere(services)
  const all = stack.move()
  return {
    db,
    services,
    clock,
    graph,
    openai,
    send,
    async open(username, { follows = true } = {}) {
      const person = `owner of ${username}`
      const account = { username, posts: 0 }
      graph.control.addPerson({ key: person, pages: [{ name: username, account }] })
      const { connectionId } = await connectBrand(connections, graph, { person })
      const body = {
        name: username,
        currency: 'KES',
        connection_id: connectionId,
        auto_sync: follows,
      }
      return (await send('POST', '/api/stores', z.object({ id: z.uuid() }), body)).id
    },
    async [Symbol.asyncDispose]() {
      await all.disposeAsync()
    },
  }
}

const Scan = z.object({ scanId: z.uuid() })

/** Begins a scan of the newest posts; gives its id. */
export const beginScan = async (
  { send }: ShopWorld,
  store: string,
  limit: number,
): Promise<string> =>
  (await send('POST', '/api/instagram/scan', Scan, { store, limit, months: 60 })).scanId

const Progress = z.object({
  status: z.string(),
  progress: z.object({ processed: z.int(), draftsCreated: z.int(), failed: z.int() }),
  requests: z.int(),
  durationSeconds: z.number().nullable(),
})

export const readScan = async (
  { send }: ShopWorld,
  id: string,
): Promise<z.output<typeof Progress>> => await send('GET', `/api/instagram/scan/${id}`, Progress)

/** The value below which so many of the others are; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
