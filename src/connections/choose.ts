import { sql } from 'kysely'
import { hashOf } from '../base/secrets.ts'
import type { Db } from '../db/handles.ts'
import { connectPage, type Connected } from './connect.ts'
import { findChoices, takeChoices, type Choices } from './dialogs-store.ts'
import { NotConnectedError } from './errors.ts'
import type { ConnectionParts } from './parts.ts'

export type Choice = {
  pageId: string
  pageName: string
  platformId: string
  username: string
  name: string | null
  /** Whether the account is already connected: by the chooser (`yes`) or by another owner. */
  connected: 'no' | 'yes' | 'elsewhere'
}

/**
 * Returns the pages offered to the person who began the dialog. Throws NotConnectedError when the
 * offer has ended.
 */
export async function offeredChoices(
  { db, keys }: Pick<ConnectionParts, 'db' | 'keys'>,
  ownerScope: string | null,
  grant: string,
): Promise<{ expiresAt: Date; choices: Choice[] }> {
  const found = await findChoices(db, keys, { secretHash: hashOf(grant), owner: ownerScope })
  if (!found) throw new NotConnectedError('choice_expired')
  return { expiresAt: found.expiresAt, choices: await choicesFor(db, found.ownerId, found.choices) }
}

export type Chosen = {
  connected: Connected[]
  refused: { pageId: string; error: NotConnectedError }[]
}

/**
 * Connects the accounts of these pages; a choice can be made once. Throws NotConnectedError when
 * the offer has ended.
 */
export async function chooseConnections(
  parts: ConnectionParts,
  ownerScope: string | null,
  { grant, pageIds }: { grant: string; pageIds: readonly string[] },
): Promise<Chosen> {
  const { db, keys } = parts
  const found = await findChoices(db, keys, { secretHash: hashOf(grant), owner: ownerScope })
  const pages = found?.choices.pages.filter(({ id }) => pageIds.includes(id)) ?? []
  if (!found || pages.length < new Set(pageIds).size || !(await takeChoices(db, found.id)))
    throw new NotConnectedError('choice_expired')
  const chosen: Chosen = { connected: [], refused: [] }
  for (const page of pages) {
    try {
      const dialog = { owner_id: found.ownerId, connection_id: null, purpose: found.purpose }
      chosen.connected.push(await connectPage(parts, dialog, found.choices, page))
    } catch (error) {
      if (!(error instanceof NotConnectedError)) throw error
      chosen.refused.push({ pageId: page.id, error })
    }
  }
  return chosen
}

/** Returns the pages with their state for the chooser. */
export async function choicesFor(
  db: Db,
  ownerId: string | null,
  { pages }: Choices,
): Promise<Choice[]> {
  const { rows } = await sql<{ platform_id: string; is_own: boolean }>`
    select platform_id, owner_id is not distinct from ${ownerId}::uuid as is_own from connections
    where removed_at is null and platform_id = any (${pages.map(({ platformId }) => platformId)}::text[])`.execute(
    db,
  )
  const known = new Map(rows.map((row) => [row.platform_id, row.is_own]))
  const connectedAs = (platformId: string): Choice['connected'] => {
    const isOwn = known.get(platformId)
    if (isOwn === undefined) return 'no'
    return isOwn ? 'yes' : 'elsewhere'
  }
  return pages.map(({ id, name, platformId, username, accountName }) => ({
    pageId: id,
    pageName: name,
    platformId,
    username,
    name: accountName,
    connected: connectedAs(platformId),
  }))
}
