import { hashOf, randomSecret } from '../base/secrets.ts'
import type { GraphLogin } from '../platforms/graph-call.ts'
import { getConnection, type Connection } from './connections-store.ts'
import { storeDialog } from './dialogs-store.ts'
import { NotConnectedError } from './errors.ts'
import type { ConnectionParts } from './parts.ts'

export type Begin = {
  /** Whose the account will be; null for the service's. */
  ownerId: string | null
  /** Whose accounts may be authorized again; null for everybody's. */
  seenBy: string | null
  login: GraphLogin | null
  /** The account to authorize again. */
  connectionId: string | null
  /** Refused rights to ask for again; empty for all. */
  rights: readonly string[]
  /** The secret of the browser that has to end the dialog. */
  browser: string | null
  /** Why, such as `store:<id>`, for those who listen to accounts being connected. */
  purpose?: string
  /** The page of the console that the browser is led to at the end. */
  returnTo?: string
}

/** Begins a dialog of Meta's: the address to open, within ten minutes. */
export async function beginConnecting(
  { db, api, rights, redirectUri }: ConnectionParts,
  begin: Begin,
): Promise<{ url: string; state: string; expiresAt: Date }> {
  const { connectionId, seenBy } = begin
  const known = connectionId === null ? null : await getConnection(db, seenBy, connectionId)
  const login = known ? known.login : (begin.login ?? onlyOf(api.logins))
  if (!login || !api.logins.includes(login)) throw new NotConnectedError('login_not_configured')
  const state = randomSecret()
  const expiresAt = await storeDialog(db, hashOf(state), {
    // An admin authorizes an account again for its owner.
    owner_id: known ? known.owner_id : begin.ownerId,
    login,
    connection_id: connectionId,
    browser_hash: begin.browser === null ? null : hashOf(begin.browser),
    redirect_uri: redirectUri,
    purpose: begin.purpose ?? null,
    return_to: begin.returnTo ?? null,
  })
  const scopes = begin.rights.length > 0 ? begin.rights : rights[login]
  const again = known ? { again: wayOfAsking(known) } : {}
  const url = api.dialogUrl({ login, redirectUri, state, scopes, ...again })
  return { url, state, expiresAt }
}

/** The only login that is offered; undefined when somebody has to say which. */
const onlyOf = ([only, ...others]: readonly GraphLogin[]): GraphLogin | undefined =>
  others.length === 0 ? only : undefined

/** What Meta's dialog has to renew: access to data that ended or ends, or refused rights. */
const wayOfAsking = ({ state_reason }: Connection): 'reauthorize' | 'rerequest' =>
  state_reason?.startsWith('data_access') ? 'reauthorize' : 'rerequest'
