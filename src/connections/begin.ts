import { hashOf, randomSecret } from '../base/secrets.ts'
import type { GraphLogin } from '../platforms/graph-call.ts'
import { getConnection, type Connection } from './connections-store.ts'
import { storeDialog } from './dialogs-store.ts'
import { NotConnectedError } from './errors.ts'
import type { ConnectionParts } from './parts.ts'

export type Begin = {
  /** The owner of the account; null for the service. */
  ownerId: string | null
  /** The owner whose accounts may be authorized again; null for all owners. */
  ownerScope: string | null
  login: GraphLogin | null
  /** The account to authorize again; null for a new one. */
  connectionId: string | null
  /** Refused rights to ask for again; empty for all. */
  rights: readonly string[]
  /** The secret of the browser that must finish the dialog. */
  browser: string | null
  /** The purpose, such as `store:<id>`, for listeners of `connection.ready`. */
  purpose?: string
  /** The console page to open in the browser at the end. */
  returnTo?: string
}

/** Begins a dialog of Meta and returns the address to open, which is valid for ten minutes. */
export async function beginConnecting(
  { db, api, rights, redirectUri }: ConnectionParts,
  begin: Begin,
): Promise<{ url: string; state: string; expiresAt: Date }> {
  const { connectionId, ownerScope } = begin
  const known = connectionId === null ? null : await getConnection(db, ownerScope, connectionId)
  const login = known ? known.login : (begin.login ?? onlyOf(api.logins))
  if (!login || !api.logins.includes(login)) throw new NotConnectedError('login_not_configured')
  const state = randomSecret()
  const expiresAt = await storeDialog(db, hashOf(state), {
    // An admin may authorize an account again for its owner.
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

/** The only configured login; undefined when the caller must choose one. */
const onlyOf = ([only, ...others]: readonly GraphLogin[]): GraphLogin | undefined =>
  others.length === 0 ? only : undefined

/**
 * The kind of dialog: renew expired or expiring access to data, or ask for refused rights again.
 */
const wayOfAsking = ({ state_reason }: Connection): 'reauthorize' | 'rerequest' =>
  state_reason?.startsWith('data_access') ? 'reauthorize' : 'rerequest'
