import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../../../src/base/clock.ts'
import type { PublishingWatch } from '../../publishing/referee.ts'
import type { Account, Accounts, Session } from '../account.ts'
import type { Answer } from '../answer.ts'
import type { AppGates } from '../app-gates.ts'
import type { EndpointClass } from '../endpoint-class.ts'
import type { Verdict } from '../faults.ts'
import type { ListBook } from '../list-rules.ts'
import type { LoginKey } from '../login-key.ts'
import type { PublishBook } from '../publishing/book.ts'
import type { UploadBook } from '../publishing/upload-book.ts'
import type { Arrival, Referee } from '../referee/referee.ts'
import type { RandomFaults } from '../storm.ts'
import type { Shapes } from '../wire/user.ts'
import type { Creator } from '../world/creator.ts'
import type { World } from '../world/world.ts'

/** A parsed request, attributed to an account if possible. */
export type ApiRequest = {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** The captures of the route's pattern, percent-decoded. */
  params: string[]
  query: URLSearchParams
  /** Fields of the body or its `signed_body`. Nested values are JSON text or parsed, as sent. */
  form: Record<string, unknown>
  cookies: Record<string, string>
  /** The sender; null before the first login on the device. */
  account: Account | null
  /** The account's live session, if the request has it. */
  session: Session | null
  arrival: Arrival
  /** Null if the request has none. */
  appVersion: string | null
}

/** An answer, and its consequence for the account. */
export type Outcome = Answer & Partial<Verdict>

/** The services that the endpoints need. */
export type Services = {
  clock: Clock
  seed: string
  world: World
  shapes: Shapes
  accounts: Accounts
  referee: Referee
  loginKey: LoginKey
  lists: ListBook
  /** Creators whose request causes a challenge. */
  poisoned: Set<number>
  randomFaults: RandomFaults
  gates: AppGates
  uploads: UploadBook
  publishing: PublishBook
  publishingWatch: PublishingWatch | null
}

export type Route = {
  method: 'GET' | 'POST' | 'ANY'
  path: RegExp
  endpointClass: EndpointClass
  needsSession: boolean
  answer(request: ApiRequest, services: Services): Outcome
}

/** The target of a request, or the outcome for a missing or poisoned one. */
export type Target = { creator: Creator; outcome?: never } | { creator?: never; outcome: Outcome }
