import { sql } from 'kysely'
import { hashOf, randomSecret } from '../../../base/secrets.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { networkOf } from '../../../http/client-address.ts'

/** Browsers, and addresses, that are remembered for a user. */
const MAX_KNOWN = 20
const DEVICE = /^[A-Za-z0-9_-]{43}$/
const NO_USER = '00000000-0000-0000-0000-000000000000'

/**
 * The place from which a request comes: the secret that a browser got when it signed in, and its
 * address.
 */
export type Place = { device: string | undefined; address: string | undefined }

const deviceDigest = ({ device }: Place): Buffer | undefined =>
  device !== undefined && DEVICE.test(device) ? hashOf(`device:${device}`) : undefined
const addressDigest = ({ address }: Place): Buffer | undefined =>
  address === undefined ? undefined : hashOf(`address:${networkOf(address)}`)

/**
 * Finds what a user has signed in with before: the browser rather than the address, which strangers
 * may share. Asks the same of the database for a login that does not exist.
 */
export async function findKnownPlace(
  db: Db,
  userId: string | undefined,
  place: Place,
): Promise<Buffer | undefined> {
  const digests = [deviceDigest(place), addressDigest(place)].flatMap((digest) => digest ?? [])
  if (digests.length === 0) return undefined
  const { rows } = await sql<{ digest: Buffer }>`
    select digest from known_places where digest = any (${digests}::bytea[]) and user_id = ${userId ?? NO_USER}
    order by kind desc limit 1`.execute(db)
  return rows[0]?.digest
}

/** Remembers browser and address of a user who signed in. Returns the browser's secret. */
export async function rememberPlace(tx: Tx, userId: string, place: Place): Promise<string> {
  const device = await ownDevice(tx, place)
  const digest = addressDigest(place)
  await remember(tx, userId, 'device', hashOf(`device:${device}`))
  if (digest) await remember(tx, userId, 'address', digest)
  return device
}

/** Forgets where a user has signed in: after a reset, it may have been another person. */
export async function forgetPlaces(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('known_places').where('user_id', '=', userId).execute()
}

/** Returns the secret of a browser with an earlier sign-in of any user, else a new one. */
async function ownDevice(tx: Tx, place: Place): Promise<string> {
  const digest = deviceDigest(place)
  const { rows } = digest
    ? await sql`select 1 from known_places where digest = ${digest} limit 1`.execute(tx)
    : { rows: [] }
  return place.device !== undefined && rows.length > 0 ? place.device : randomSecret()
}

async function remember(
  tx: Tx,
  userId: string,
  kind: 'device' | 'address',
  digest: Buffer,
): Promise<void> {
  await sql`
    insert into known_places (digest, user_id, kind) values (${digest}, ${userId}, ${kind})
    on conflict (digest, user_id) do update set last_at = excluded.last_at`.execute(tx)
  await sql`
    delete from known_places where user_id = ${userId} and kind = ${kind} and digest in (
      select digest from known_places where user_id = ${userId} and kind = ${kind}
      order by last_at desc, digest = ${digest} desc offset ${MAX_KNOWN})`.execute(tx)
}
