import type { Clock } from '../../src/base/clock.ts'
import { createHmac } from 'node:crypto'
import type { PictureStyle } from '../instagram/cdn/cdn.ts'
import type { PublishingWatch } from '../publishing/referee.ts'
import type { Containers } from './containers.ts'
import type { Subscriptions } from './endpoints/subscriptions.ts'
import { badToken, forbidden, GraphProblem, missing } from './errors.ts'
import type { Limits } from './limits.ts'
import type { PublishFaults } from './publish-faults.ts'
import type { PublishWatch } from './publish-watch.ts'
import type { Referee } from './referee.ts'
import type { GrantStore, Login } from './grants.ts'
import type { Token, TokenStore } from './tokens.ts'
import type { Account, Directory } from './world/accounts.ts'
import type { OtherCreators } from './world/other-creators.ts'

export type App = {
  id: string
  secret: string
  /** With these, any other redirect address is refused. */
  redirectUris?: readonly string[]
}

/** The switches that a test may set while the stand-in runs. */
export type Switches = {
  /** Calls without the app's proof are refused; they are always recorded. */
  requireProof: boolean
  /** Some answers of Instagram Login come in two shapes. */
  shape: 'data' | 'flat'
  /** How far insights may be behind. */
  lagHours: number
  /** Metrics that Meta knows no more. */
  retiredMetrics: readonly string[]
  /** Only persons with a role in the app get through its dialogs. */
  inDevelopment: boolean
  /** Persons who use the app each day: 200 calls an hour for each. */
  dailyUsers: number
  /** Calls that an account has in a rolling day; null: as Meta computes it. */
  callsPerDay: number | null
  /** Looks at a container until it is ready. */
  pollsUntilReady: number
  /** Posts that an account may publish in a rolling day. */
  publishQuota: number
  /** Files that the content network has lost. */
  lostFiles: readonly string[]
}

/** The services that endpoints work with. */
export type Context = {
  seed: string
  clock: Clock
  apps: Readonly<Record<Login, App>>
  /** The configuration of Facebook Login for Business, whose rights are all or none. */
  loginConfig: { id: string; rights: readonly string[] }
  /** Without a slash at the end. */
  url: string
  directory: Directory
  others: OtherCreators
  grants: GrantStore
  tokens: TokenStore
  containers: Containers
  subscriptions: Subscriptions
  limits: Limits
  referee: Referee
  publishFaults: PublishFaults
  publishWatch: PublishWatch
  publishingWatch: PublishingWatch | null
  switches: Switches
  /** How pictures look. */
  pictures: PictureStyle
}

/** A request to one of the two API hosts. */
export type Call = {
  context: Context
  method: string
  login: Login
  /** The version as served: a retired one became the oldest live one. */
  version: string
  /** Below the version, without slashes at the ends. */
  path: readonly string[]
  /** The parameters of the query and the form. */
  params: URLSearchParams
  /** World ms. */
  at: number
}

/** The caller: the app itself, or a person whose token it has. */
export type Caller = { kind: 'app' } | { kind: 'token'; token: Token }

/** The token of a request, wherever it is. */
export function tokenOf(request: Request, params: URLSearchParams): string | null {
  const header = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')
  return header?.[1] ?? params.get('access_token')
}

/** Throws what Meta answers to a call without a good token. */
export function authenticate(call: Call, sentProof: string | null): Caller {
  const { context, login, at } = call
  const app = context.apps[login]
  if (sentProof === null) {
    const message = '(#104) An access token is required to request this resource.'
    throw new GraphProblem({ message, code: 104 })
  }
  if (sentProof === `${app.id}|${app.secret}`) return { kind: 'app' }
  context.referee.endedTokenUsed(call, sentProof)
  const token = context.tokens.check(sentProof, at)
  if (token.login !== login) {
    throw badToken('Invalid OAuth access token - Cannot parse access token')
  }
  if (login === 'facebook') checkProof(call, token)
  return { kind: 'token', token }
}

function checkProof({ context, params, ...call }: Call, { token }: Token): void {
  const proof = createHmac('sha256', context.apps.facebook.secret).update(token).digest('hex')
  const sentProof = params.get('appsecret_proof')
  if (sentProof === proof) return
  context.referee.proofMissing({ context, params, ...call })
  if (sentProof === null && !context.switches.requireProof) return
  const message =
    sentProof === null
      ? 'API calls from the server require an appsecret_proof argument'
      : 'Invalid appsecret_proof provided in the API argument'
  throw new GraphProblem({ message, code: 100, type: 'GraphMethodException' })
}

/** The person's token; throws for the app's own. */
export function personal(caller: Caller): Token {
  if (caller.kind === 'token') return caller.token
  throw new GraphProblem({
    message:
      '(#2500) An active access token must be used to query information about the current user.',
    code: 2500,
  })
}

/** Whether a token leads to an account, whatever its rights. */
export function reaches({ kind, grant, pageId }: Token, account: Account): boolean {
  if (kind === 'instagram') return grant.igId === account.igId
  if (account.pageId === null || !grant.pageIds.has(account.pageId)) return false
  return kind === 'user' || pageId === account.pageId
}

/** Throws unless the token may read what an account owns. */
export function requireAccount(call: Call, token: Token, account: Account): void {
  const [id = ''] = call.path
  if (!reaches(token, account)) throw missing(id, call.method.toLowerCase())
  if (account.kind === 'personal') throw forbidden()
  if (call.at < token.grant.dataAccessEndsAt) return
  const message =
    '(#10) The data access of the person has expired: they have to log in again to renew it.'
  throw new GraphProblem({ message, code: 10 }, 403)
}
