import type { Registry } from 'prom-client'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { type GraphStandIn, startGraphStandIn } from '../../../sim/graph/index.ts'
import type { Clock } from '../../../src/base/clock.ts'
import type { Role } from '../../../src/base/roles.ts'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../../src/db/world-clock.ts'
import { operations as connections } from '../../../src/features/connections/operations/index.ts'
import { operations as ownMedia } from '../../../src/features/own-media/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Feature } from '../../../src/features/manifest.ts'
import type { Services } from '../../../src/features/services.ts'
import { startSession } from '../../../src/features/users/store/sessions.ts'
import { addUser } from '../../../src/features/users/store/users.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { runNext, testServices, type TaskRow } from '../gramd-world.ts'

const START = Date.UTC(2026, 10, 1, 12)
const CALLBACK = 'http://127.0.0.1:18080/api/ig/auth/callback'

/** The secret of the browser, or program, that goes through the dialogs of the tests. */
export const BROWSER = 'b'.repeat(43)

type Consent = Parameters<GraphStandIn['control']['consent']>[1]

export type ConnectionWorld = {
  sim: GraphStandIn
  services: Services
  api: TestApi
  advance(ms: number): Promise<void>
  run(taskType: string): Promise<TaskRow>
  /** A signed-in user. */
  person(login: string, role?: Role): Promise<{ id: string; token: string }>
  /** Goes through a dialog as a person of the stand-in; gives the answer of the callback, for a program. */
  connect(
    consent: Consent,
    options?: { token?: string; query?: Record<string, string>; headers?: Record<string, string> },
  ): Promise<Response>
}

export const Connected = z.object({
  success: z.literal(true),
  accountId: z.uuid(),
  igUserId: z.string(),
  fbPageId: z.string().nullable(),
  username: z.string(),
  missingScopes: z.array(z.string()),
})

/** gramd with both of Meta's apps on the stand-in, in world time that only waits move. */
export async function startConnectionWorld(
  db: Db,
  {
    settings = {},
    features,
    registry,
  }: {
    settings?: Record<string, string>
    features?: readonly Feature[]
    registry?: Registry | undefined
  } = {},
): Promise<ConnectionWorld> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  let nowMs = START
  const advance = async (ms: number): Promise<void> => {
    nowMs += Math.ceil(ms)
    await advanceWorldTime(db, Math.ceil(ms))
  }
  const clock: Clock = {
    now: () => new Date(nowMs),
    realMs: (ms) => ms,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      if (ms > 0) await advance(ms)
    },
  }
  const sim = await startGraphStandIn({ seed: 'connections', clock })
  onTestFinished(async () => await sim.close())
  const services = testServices(db, clock, null, {
    settings: { ...graphSettingsOf(sim), GRAMD_PUBLIC_URL: 'http://127.0.0.1:18080', ...settings },
    ...(features && { features }),
    ...(registry && { registry }),
  })
  const api = anApi(db, [
    mountOperations(services, connections),
    mountOperations(services, ownMedia),
  ])
  return {
    sim,
    services,
    api,
    advance,
    run: async (type) => await runNext(services, type),
    async person(login, role = 'member') {
      const { id } = await db
        .transaction()
        .execute(async (tx) => await addUser(tx, { login, role, name: login, email: null }))
      return { id, token: (await startSession(db, id, { address: null, userAgent: null })).token }
    },
    async connect(consent, { token, query = {}, headers = {} } = {}) {
      const asked = new URLSearchParams({ login: 'facebook', ...query })
      const begun = await api.send('GET', `/api/ig/auth/url?${asked.toString()}`, {
        ...(token !== undefined && { token }),
        headers: { 'x-gramd-browser': BROWSER },
      })
      if (begun.status !== 200) return begun
      const { url } = z.object({ url: z.string() }).parse(await begun.json())
      const cookie = `gramd_connect=${BROWSER}`
      return await comeBack(api, sim.control.consent(url, consent), { cookie, ...headers })
    },
  }
}

/** What the environment has for an app on the stand-in. */
const graphSettingsOf = ({ hosts, apps }: GraphStandIn): Record<string, string> => ({
  META_APP_ID: apps.facebook.id,
  META_APP_SECRET: apps.facebook.secret,
  INSTAGRAM_APP_ID: apps.instagram.id,
  INSTAGRAM_APP_SECRET: apps.instagram.secret,
  META_DIALOG_URL: hosts.dialog,
  GRAPH_FACEBOOK_URL: hosts.facebook,
  INSTAGRAM_AUTH_URL: hosts.instagramAuth,
  INSTAGRAM_API_URL: hosts.instagramApi,
  GRAPH_INSTAGRAM_URL: hosts.instagram,
  GRAPH_UPLOAD_URL: hosts.upload,
})

/** Follows the way back from a dialog as a program does; nobody's token is sent. */
export async function comeBack(
  api: TestApi,
  way: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { pathname, search } = new URL(way)
  if (!way.startsWith(CALLBACK)) throw new Error(`the dialog leads to ${way}`)
  return await api.send('GET', `${pathname}${search}`, { token: null, headers })
}
