import { sql } from 'kysely'
import type { EncryptionKeys } from '../../src/base/crypto.ts'
import type { Db } from '../../src/db/handles.ts'
import { sealAccountSecrets } from '../../src/pool/state/secrets.ts'
import { nameOf } from './stand-in.ts'

const BATCH = 1_000

/**
 * Adds logged-in accounts, each on its own proxy. An account with a later start than `now` (ms of
 * world time) rests until then.
 */
export async function addAccounts(
  db: Db,
  keys: EncryptionKeys,
  starts: readonly number[],
  now: number,
): Promise<void> {
  await sql`
    insert into proxies (protocol, host, port, identity_hash)
    select 'http', '127.0.0.1', 9000, int4send(n) from generate_series(1, ${starts.length}::integer) n`.execute(
    db,
  )
  for (let from = 0; from < starts.length; from += BATCH) {
    const members = starts.slice(from, from + BATCH).map((start, at) => {
      const id = crypto.randomUUID()
      const username = nameOf(from + at)
      const secrets = sealAccountSecrets(keys, id, { password: 'password' })
      return { id, username, secrets, start: new Date(start), rests: start > now }
    })
    await sql`
      insert into instagram_accounts (
        id, username, state, rest_until, device_seed, secrets, proxy_id, free_at, session_created_at, last_verified_at
      )
      select m.id, m.username, case when m.rests then 'resting' else 'active' end, case when m.rests then m.start end,
        m.username, m.secrets, p.id, m.start, world_now(), world_now()
      from unnest(
        ${members.map(({ id }) => id)}::uuid[], ${members.map(({ username }) => username)}::text[],
        ${members.map(({ secrets }) => secrets)}::bytea[], ${members.map(({ start }) => start)}::timestamptz[],
        ${members.map(({ rests }) => rests)}::boolean[]
      ) with ordinality as m (id, username, secrets, start, rests, place)
      join proxies p on p.identity_hash = int4send((${from} + m.place)::integer)`.execute(db)
  }
}
