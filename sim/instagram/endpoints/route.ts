import type { Clock } from '../../../src/base/clock.ts'
import type { Account, Accounts, Session } from '../account.ts'
import type { Answer } from '../answer.ts'
import type { AppGates } from '../app-gates.ts'
import type { Verdict } from '../faults.ts'
import type { ListBook } from '../list-rules.ts'
import type { LoginKey } from '../login-key.ts'
import type { Arrival, Referee } from '../referee/referee.ts'
import type { Weather } from '../storm.ts'
import type { Shapes } from '../wire/user.ts'
import type { Creator } from '../world/creator.ts'
import type { World } from '../world/world.ts'

/** What an endpoint is about; faults can be limited to a class, and the referee counts by it. */
export const ENDPOINT_CLASSES = [
  'profile',
  'feed',
  'clips',
  'tray',
  'stories',
  'hashtag',
  'location',
  'similar',
  'followers',
  'following',
  'friendships',
  'session_check',
  'login',
  'login_flow',
  'challenge',
  'other',
] as const
export type EndpointClass = (typeof ENDPOINT_CLASSES)[number]

/** A request, read and told to an account as far as that is possible. */
export type ApiRequest = {
  method: string
  /** Parts of the path that the route's pattern caught, percent-decoded. */
  params: string[]
  query: URLSearchParams
  /** Fields of the body, those of a `signed_body` included. Nested values are JSON text or parsed, as they were sent. */
  form: Record<string, unknown>
  cookies: Record<string, string>
  /** Whose request this is; null before anybody logged in on the device. */
  account: Account | null
  /** The account's live session, when the request carries it. */
  session: Session | null
  arrival: Arrival
  /** The version of the app that sent it; null when it says none. */
  appVersion: string | null
}

/** An answer, and what it means for the account when it is more than an answer. */
export type Outcome = Answer & Partial<Verdict>

/** What the endpoints work with. */
export type Services = {
  clock: Clock
  seed: string
  world: World
  shapes: Shapes
  accounts: Accounts
  referee: Referee
  loginKey: LoginKey
  lists: ListBook
  /** Creators whose mere asking brings a challenge. */
  poisoned: Set<number>
  weather: Weather
  gates: AppGates
}

export type Route = {
  method: 'GET' | 'POST' | 'ANY'
  path: RegExp
  endpointClass: EndpointClass
  needsSession: boolean
  answer(request: ApiRequest, services: Services): Outcome
}

/** A creator that a request is about, or the outcome for one that is missing or poisoned. */
export type Target = { creator: Creator; outcome?: never } | { creator?: never; outcome: Outcome }
