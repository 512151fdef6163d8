import { createServer, type Socket } from 'node:net'
import type { Clock } from '../../src/base/clock.ts'
import { createAccounts } from './account.ts'
import { APP_FLOORS, createAppGates } from './app-gates.ts'
import { createCdn, type PictureStyle, type PictureVisit } from './cdn/cdn.ts'
import { createPictureFaults } from './cdn/faults.ts'
import { createControl, type Control } from './control.ts'
import { startControlServer } from './control-server.ts'
import type { Services } from './endpoints/route.ts'
import { createListBook } from './list-rules.ts'
import { createLoginKey } from './login-key.ts'
import { createPublishBook } from './publishing/book.ts'
import { createUploadBook } from './publishing/upload-book.ts'
import { createReferee, type Referee } from './referee/referee.ts'
import { DEFAULT_LIMITS, type Limits } from './referee/rules.ts'
import { createApi, type Api } from './server/api.ts'
import { certificateOfProcess } from './server/certificate.ts'
import { listenOnLoopback, stopListening } from '../loopback.ts'
import type { PublishingWatch } from '../publishing/referee.ts'
import { startHttpProxy } from './server/http-proxy.ts'
import { createProxyCondition } from './server/proxy-condition.ts'
import { isCdnTarget, type Proxy, type ProxyParts } from './server/proxy.ts'
import { startSocksProxy } from './server/socks-proxy.ts'
import type { RandomFaults } from './storm.ts'
import { createWorld, type World } from './world/world.ts'

export type { InstagrapiSettings } from './instagrapi-settings.ts'

export { DEFAULT_LIMITS } from './referee/rules.ts'
export type { Limits, Rule } from './referee/rules.ts'

export type { Truth } from './truth.ts'

export type { PictureStyle } from './cdn/cdn.ts'
export { PICTURE_FAULT_KINDS, type PictureFaultKind } from './cdn/faults.ts'
export { sumMembers } from './members-truth.ts'

export { ACCOUNT_FAULTS } from './faults.ts'
export { LOGIN_FAULTS } from './login-faults.ts'
export { API_HOST } from './server/certificate.ts'
export { NEUTRAL_TARGET } from './server/proxy.ts'

export type InstagramSimOptions = {
  /** The same seed on the same day of world time gives the same world. */
  seed: string
  clock: Clock
  /** Accounts that can log in. */
  accounts: number
  proxies: number
  socksProxies?: number
  /** Creators; they cost nothing until requested. */
  creators?: number
  /** Limits of the referee. */
  limits?: Limits
  /** Limits of an account that change with world time (ms), as in a warm-up. */
  limitsFor?: (account: string, at: number) => Limits
  /** Whether an account is awake at this world time (ms). */
  isActive?: (account: string, at: number) => boolean
  /** Seconds of world time; for ever by default. */
  sessionLifetimeSeconds?: number
  /** Whether answers vary in shape as real ones do: missing fields, ids as text or number, … */
  shapes?: boolean
  /** How pictures look; small when left out. */
  pictures?: PictureStyle
  /** Hears of everything that is published. */
  publishingWatch?: PublishingWatch
}

export type InstagramSim = {
  accounts: readonly { username: string; password: string }[]
  /** Proxy URLs with credentials; their index is the `proxy` of violations and of `control`. */
  proxies: readonly { url: string }[]
  /** The authority that signed the API's certificate. */
  caPem: string
  /** The API without a proxy: each request there breaks a rule. */
  directPort: number
  control: Control
  controlUrl: string
  world: World
  referee: Referee
  /** The last 10,000 requests for pictures, oldest first. */
  pictureVisits(): readonly PictureVisit[]
  close(): Promise<void>
}

const DAY = 86_400_000
const DEFAULT_CREATORS = 1_000_000

/** Starts the stand-in for Instagram's private API on free loopback ports. */
export async function startInstagramSim(options: InstagramSimOptions): Promise<InstagramSim> {
  const { seed, clock, creators = DEFAULT_CREATORS, shapes = true, pictures = 'small' } = options
  const epoch = Math.floor(clock.now().getTime() / DAY) * DAY
  const world = createWorld({ seed, creators, epoch, shapes, now: () => clock.now().getTime() })
  const accounts = createAccounts(seed, options.accounts, (index) => world.accountPk(index))
  accounts.sessionLifetimeSeconds = options.sessionLifetimeSeconds ?? null
  const { limits = DEFAULT_LIMITS, limitsFor, isActive } = options
  const referee = createReferee({ clock, limits, limitsFor, isActive })
  const [loginKey, { caPem, secureContext }] = await Promise.all([
    createLoginKey(),
    certificateOfProcess(),
  ])
  const services: Services = {
    clock,
    seed,
    world,
    shapes: shapes ? { seed } : null,
    accounts,
    referee,
    loginKey,
    lists: createListBook(),
    poisoned: new Set(),
    randomFaults: { storm: null },
    gates: createAppGates(APP_FLOORS),
    uploads: createUploadBook(),
    publishing: createPublishBook(seed),
    publishingWatch: options.publishingWatch ?? null,
  }
  const proxies: Proxy[] = []
  const api = createApi({ services, proxies, secureContext })
  const faults = createPictureFaults()
  const { authorOfPicture: authorOf } = world
  const cdn = createCdn({ clock, accounts, referee, faults, secureContext, authorOf, pictures })
  await startProxies(proxies, options, services.randomFaults, {
    serve: api.serve,
    serveCdn: cdn.serve,
  })
  const direct = await startDirectEntrance(api)
  const control = createControl({ ...services, proxies, pictures: faults })
  const controlServer = await startControlServer(control, referee)
  return {
    accounts: accounts.list.map(({ username, password }) => ({ username, password })),
    proxies: proxies.map(({ url }) => ({ url })),
    caPem,
    directPort: direct.port,
    control,
    controlUrl: controlServer.url,
    world,
    referee,
    pictureVisits: cdn.visits,
    async close() {
      await Promise.all([
        ...proxies.map((proxy) => proxy.close()),
        direct.close(),
        controlServer.close(),
      ])
    },
  }
}

/** Adds the proxies one by one; random faults find them by their index. */
async function startProxies(
  proxies: Proxy[],
  { seed, clock, proxies: count, socksProxies = 0 }: InstagramSimOptions,
  randomFaults: RandomFaults,
  served: Pick<ProxyParts, 'serve' | 'serveCdn'>,
): Promise<void> {
  const onTunnel = (index: number, target: string): void => {
    // Random faults count API requests only: pictures must not change them.
    if (isCdnTarget(target)) return
    if (proxies[index]?.condition.meetTunnel()) disconnectDead(proxies[index])
    const deadMs = randomFaults.storm?.strikeProxy(index) ?? null
    if (deadMs === null) return
    proxies[index]?.condition.dieUntil(clock.now().getTime() + deadMs)
    proxies[index]?.disconnect()
  }
  for (let index = 0; index < count + socksProxies; index++) {
    const start = index < count ? startHttpProxy : startSocksProxy
    const condition = createProxyCondition(clock)
    proxies.push(await start({ seed, index, condition, onTunnel, ...served }))
  }
}

/** A dead proxy has no tunnels. */
function disconnectDead(proxy: Proxy | undefined): void {
  if (proxy?.condition.fault()?.kind === 'dead') proxy.disconnect()
}

/** Accepts requests without a proxy, so that the referee can report them. */
async function startDirectEntrance(api: Api): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    api.serve(socket, null)
  })
  const port = await listenOnLoopback(server)
  return {
    port,
    async close() {
      const stopped = stopListening(server)
      sockets.forEach((socket) => socket.destroy())
      await stopped
    },
  }
}
