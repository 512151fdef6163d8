import type { Clock } from '../../src/base/clock.ts'
import { listen } from '../listen.ts'
import type { PictureStyle } from '../instagram/cdn/cdn.ts'
import type { PublishingWatch } from '../publishing/referee.ts'
import { createApp } from './app.ts'
import type { App, Context, Switches } from './call.ts'
import { createCodeStore } from './codes.ts'
import { createContainers } from './containers.ts'
import { controlApp, createControl, type Control } from './control.ts'
import { createDialogs } from './dialogs.ts'
import { createEvents } from './events.ts'
import { createFaultBook } from './fault-book.ts'
import { createLimits } from './limits.ts'
import { createPublishFaults } from './publish-faults.ts'
import { createPublishWatch } from './publish-watch.ts'
import { createReferee } from './referee.ts'
import { createRequestLog } from './request-log.ts'
import { createGrantStore, type Login } from './grants.ts'
import type { OtherCreators } from './world/other-creators.ts'
import { createTokenStore } from './tokens.ts'
import { createDirectory, USUAL_PERSONS, type PersonSpec } from './world/accounts.ts'

export type GraphStandInOptions = {
  /** Determines posts, metrics, tokens and codes. */
  seed: string
  /** World time: metrics grow and tokens end by it. */
  clock: Clock
  apps?: Partial<Record<Login, App>>
  /** Persons beside the usual ones. */
  persons?: readonly PersonSpec[]
  /** So many persons `brand-1`, `brand-2`, … with one page and account (`brand.1`, …) each. */
  brands?: { count: number; posts: number; postEveryHours?: number; beforeConversion?: number }
  switches?: Partial<Switches>
  /** Whom Business Discovery knows beside the persons' accounts. */
  others?: OtherCreators
  /** Hears of everything that is published. */
  publishingWatch?: PublishingWatch
  /** How pictures look; small when left out. */
  pictures?: PictureStyle
}

/** The base addresses of Meta's six hosts. */
type StandInHosts = {
  dialog: string
  facebook: string
  instagramAuth: string
  instagramApi: string
  instagram: string
  upload: string
}

export type GraphStandIn = {
  url: string
  hosts: StandInHosts
  apps: Readonly<Record<Login, App>>
  /** The configuration of Facebook Login for Business. */
  loginConfigId: string
  control: Control
  /** The control as an HTTP API. */
  controlUrl: string
  close(): Promise<void>
}

const APPS: Readonly<Record<Login, App>> = {
  facebook: { id: '900100200300400', secret: 'f00dcafe00000000000000000000f00d' },
  instagram: { id: '900100200300401', secret: 'cafef00d00000000000000000000cafe' },
}
const LOGIN_CONFIG = {
  id: '700100200300400',
  rights: [
    'instagram_basic',
    'pages_show_list',
    'pages_read_engagement',
    'instagram_manage_insights',
  ],
}
const SWITCHES: Switches = {
  requireProof: true,
  shape: 'flat',
  lagHours: 48,
  retiredMetrics: [],
  inDevelopment: false,
  dailyUsers: 100,
  callsPerDay: null,
  pollsUntilReady: 2,
  publishQuota: 50,
  lostFiles: [],
}

/** Starts the stand-in for Meta's Graph API, its dialogs and its files on free loopback ports. */
export async function startGraphStandIn(options: GraphStandInOptions): Promise<GraphStandIn> {
  const { seed, clock } = options
  const now = (): number => clock.now().getTime()
  const directory = createDirectory(now())
  const persons = [...USUAL_PERSONS, ...(options.persons ?? []), ...brandsOf(options)]
  for (const person of persons) directory.addPerson(person)
  const grants = createGrantStore()
  const referee = createReferee(now)
  const context: Context = {
    seed,
    clock,
    apps: { ...APPS, ...options.apps },
    loginConfig: LOGIN_CONFIG,
    url: '',
    directory,
    others: options.others ?? (() => null),
    grants,
    tokens: createTokenStore(seed, grants),
    containers: createContainers(),
    subscriptions: new Map(),
    limits: createLimits(clock),
    referee,
    publishFaults: createPublishFaults(),
    publishWatch: createPublishWatch(referee),
    publishingWatch: options.publishingWatch ?? null,
    switches: { ...SWITCHES, ...options.switches },
    pictures: options.pictures ?? 'small',
  }
  const codes = createCodeStore(seed)
  const dialogs = createDialogs(context, codes)
  const faults = createFaultBook()
  const events = createEvents(context)
  const log = createRequestLog(now)
  const control = createControl({ context, dialogs, events, faults, log })
  const api = await listen(createApp({ context, codes, dialogs, faults, log }))
  const controls = await listen(controlApp(control).fetch)
  context.url = api.url
  return {
    url: api.url,
    hosts: {
      dialog: `${api.url}/www.facebook`,
      facebook: `${api.url}/facebook`,
      instagramAuth: `${api.url}/www.instagram`,
      instagramApi: `${api.url}/api.instagram`,
      instagram: `${api.url}/instagram`,
      upload: `${api.url}/upload`,
    },
    apps: context.apps,
    loginConfigId: LOGIN_CONFIG.id,
    control,
    controlUrl: controls.url,
    async close() {
      await Promise.all([api.close(), controls.close()])
    },
  }
}

const brandsOf = ({ brands }: GraphStandInOptions): PersonSpec[] =>
  Array.from({ length: brands?.count ?? 0 }, (_, at) => {
    const { count: _count, ...account } = brands ?? { count: 0, posts: 0 }
    const name = `Brand ${at + 1}`
    const username = `brand.${at + 1}`
    return { key: `brand-${at + 1}`, pages: [{ name, account: { ...account, username, name } }] }
  })
