import { removeExpiredRefusals } from './refused-metrics-store.ts'
import { type Sealed, openChoices, sealChoices } from './tokens.ts'
import type { Db } from '../db/handles.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import type { EncryptionKeys } from '../base/crypto.ts'
import type { GraphLogin } from '../platforms/graph-call.ts'

// Dialogs expire in real time, like sign-ins.

/** A dialog at Meta that was begun. */
export type Dialog = {
  owner_id: string | null
  login: GraphLogin
  /** The account to authorize again. */
  connection_id: string | null
  /** The hash of the browser's secret; null when a program began the dialog. */
  browser_hash: Buffer | null
  redirect_uri: string
  /** The purpose, such as `store:<id>`, for listeners of `connection.ready`. */
  purpose: string | null
  /** The console page to open in the browser at the end. */
  return_to: string | null
}

/** Stores a dialog for ten minutes (real time); returns when it expires. */
export async function storeDialog(db: Db, stateHash: Buffer, dialog: Dialog): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into connection_dialogs (state_hash, owner_id, login, connection_id, browser_hash, redirect_uri, purpose,
      return_to, expires_at)
    values (${stateHash}, ${dialog.owner_id}::uuid, ${dialog.login}, ${dialog.connection_id}::uuid,
      ${dialog.browser_hash},
      ${dialog.redirect_uri}, ${dialog.purpose}, ${dialog.return_to}, now() + interval '10 minutes')
    returning expires_at`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the dialog was not stored')
  return row.expires_at
}

/**
 * Removes a dialog and returns it, so that it can be finished only once; undefined for an unknown
 * or expired state.
 */
export async function takeDialog(db: Db, stateHash: Buffer): Promise<Dialog | undefined> {
  const { rows } = await sql<Dialog & { is_open: boolean }>`
    delete from connection_dialogs where state_hash = ${stateHash}
    returning owner_id, login, connection_id, browser_hash, redirect_uri, purpose, return_to,
      expires_at > now() as is_open`.execute(db)
  const [row] = rows
  return row?.is_open ? row : undefined
}

/** An open dialog that a program began, which its browser has yet to confirm. */
export type UnboundDialog = {
  /** The future owner of the connection; null for the service. */
  owner: { login: string; name: string } | null
  /** The account that is authorized again. */
  account: string | null
}

/** Finds an open dialog that is not bound to a browser, and leaves it open. */
export async function findUnbound(db: Db, stateHash: Buffer): Promise<UnboundDialog | undefined> {
  const { rows } = await sql<{ login: string | null; name: string | null; account: string | null }>`
    select u.login, u.name, c.username as account
    from connection_dialogs d
    left join shared.users u on u.id = d.owner_id
    left join connections c on c.id = d.connection_id
    where d.state_hash = ${stateHash} and d.browser_hash is null and d.expires_at > now()`.execute(
    db,
  )
  const [row] = rows
  if (!row) return undefined
  const { login, name, account } = row
  return { owner: login === null ? null : { login, name: name ?? login }, account }
}

/** The data to connect the account of each page offered for choice. */
const Choices = z.object({
  userToken: z.string(),
  grantedBy: z.string().nullable(),
  rightsGranted: z.array(z.string()),
  rightsMissing: z.array(z.string()),
  tokenExpiresAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable(),
  dataAccessExpiresAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable(),
  pages: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      token: z.string(),
      platformId: z.string(),
      username: z.string(),
      accountName: z.string().nullable(),
    }),
  ),
})
export type Choices = z.output<typeof Choices>

/** Stores the pages to choose from for 15 minutes. */
export async function storeChoices(
  db: Db,
  keys: EncryptionKeys,
  {
    secretHash,
    ownerId,
    purpose,
    choices,
  }: { secretHash: Buffer; ownerId: string | null; purpose: string | null; choices: Choices },
): Promise<Date> {
  const { rows: ids } = await sql<{ id: string }>`select uuidv7()::text as id`.execute(db)
  const id = ids[0]?.id ?? ''
  const { rows } = await sql<{ expires_at: Date }>`
    insert into connection_choices (id, secret_hash, owner_id, purpose, choices, expires_at)
    values (${id}::uuid, ${secretHash}, ${ownerId}::uuid, ${purpose}, ${sealChoices(keys, id, JSON.stringify(choices))},
      now() + interval '15 minutes')
    returning expires_at`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the choices were not stored')
  return row.expires_at
}

/** Finds the choices of an owner; null finds those of all (`ownerScopeOf`). */
export async function findChoices(
  db: Db,
  keys: EncryptionKeys,
  { secretHash, owner }: { secretHash: Buffer; owner: string | null },
): Promise<
  | {
      id: string
      ownerId: string | null
      purpose: string | null
      expiresAt: Date
      choices: Choices
    }
  | undefined
> {
  const { rows } = await sql<{
    id: string
    owner_id: string | null
    purpose: string | null
    choices: Buffer
    expires_at: Date
  }>`
    select id, owner_id, purpose, choices, expires_at from connection_choices
    where secret_hash = ${secretHash} and expires_at > now()
      and (${owner}::uuid is null or owner_id = ${owner}::uuid)`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const choices = Choices.parse(JSON.parse(openChoices(keys, row.id, row.choices)))
  return {
    id: row.id,
    ownerId: row.owner_id,
    purpose: row.purpose,
    expiresAt: row.expires_at,
    choices,
  }
}

/** Deletes the choices; false when another request was faster. */
export async function takeChoices(tx: Db, id: string): Promise<boolean> {
  const { numAffectedRows } =
    await sql`delete from connection_choices where id = ${id}::uuid`.execute(tx)
  return numAffectedRows === 1n
}

/** Removes expired dialogs and choices, and refusals of metrics that are over. */
export async function removeExpired(db: Db): Promise<void> {
  await sql`delete from connection_dialogs where expires_at < now()`.execute(db)
  await sql`delete from connection_choices where expires_at < now()`.execute(db)
  await removeExpiredRefusals(db)
}

/** The choices live for minutes. */
export const choicesColumn = {
  table: 'connection_choices',
  column: 'choices',
  read: async (db: Db): Promise<Sealed[]> =>
    await db.selectFrom('connection_choices').select(['id', 'choices as value']).execute(),
  async replace(db: Db, { id, value }: Sealed, fresh: Buffer): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('connection_choices')
      .set({ choices: fresh })
      .where('id', '=', id)
      .where('choices', '=', value)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
}
