import type { Tx } from '../db/handles.ts'
import { putConnection, type Authorized } from './connections-store.ts'
import type { Choices, Dialog } from './dialogs-store.ts'
import { NotConnectedError } from './errors.ts'
import type { ConnectionParts } from './parts.ts'
import { sealToken } from './tokens.ts'

export type Connected = {
  connectionId: string
  platformId: string
  pageId: string | null
  username: string
  rightsMissing: readonly string[]
}

/** The owner and purpose of a connection. */
type Grantee = Pick<Dialog, 'owner_id' | 'connection_id' | 'purpose'>

/** Connects an account. A renewed authorization must be for the same account. */
export async function connect(
  { db, keys, onReady, resumeWaitingTasks }: ConnectionParts,
  { owner_id: ownerId, connection_id: again, purpose }: Grantee,
  authorized: Authorized,
  tokens: { token: string; userToken: string | null },
): Promise<Connected> {
  const { platformId, username, page, rightsMissing } = authorized
  const connectionId = await db.transaction().execute(async (tx: Tx) => {
    const id = await putConnection(tx, ownerId, authorized, (row) => ({
      token: sealToken(keys, row, 'token', tokens.token),
      userToken:
        tokens.userToken === null ? null : sealToken(keys, row, 'user_token', tokens.userToken),
    }))
    if (again !== null && again !== id) throw new NotConnectedError('another_account')
    await onReady(tx, { connectionId: id, ownerId, username, purpose })
    return id
  })
  await resumeWaitingTasks(['connection_needs_person'])
  return { connectionId, platformId, pageId: page?.id ?? null, username, rightsMissing }
}

/** Connects the account of a page. */
export const connectPage = async (
  parts: ConnectionParts,
  dialog: Grantee,
  { userToken, pages: _pages, ...granted }: Choices,
  page: Choices['pages'][number],
): Promise<Connected> =>
  await connect(
    parts,
    dialog,
    {
      ...granted,
      platformId: page.platformId,
      username: page.username,
      name: page.accountName,
      kind: null,
      login: 'facebook',
      page: { id: page.id, name: page.name },
    },
    { token: page.token, userToken },
  )
