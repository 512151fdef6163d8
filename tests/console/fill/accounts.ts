import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

/** Ids that addresses can name. */
const ID = '01900000-0000-7000-8000-00000000'
const ACCOUNT = `${ID}a001`
const PROXY = `${ID}b001`

/** An account in every state, with history, on proxies that work, are dead and are paused. */
async function fill(db: Db, text: string) {
  await sql`delete from instagram_accounts where device_seed like 'filled%'`.execute(db)
  await sql`delete from proxies where host like '%.filled.example'`.execute(db)
  await sql`
    insert into proxies (id, protocol, host, port, identity_hash, label, country, state, death_cause, last_error, last_latency_ms, last_ok_at, is_spare)
    select (${ID} || 'b00' || n)::uuid, 'http', state || n || '.filled.example', 8080, decode(md5('filled' || n), 'hex'),
      case n when 4 then null else 'kz-' || n end, 'KZ', state, case state when 'dead' then 'proxy_failed' end,
      case state when 'dead' then ${text}::text end, case state when 'active' then 120 + n end,
      world_now() - n * interval '3 hours', n = 4
    from unnest(array['active', 'dead', 'paused', 'active']) with ordinality as given (state, n)`.execute(
    db,
  )
  await sql`
    insert into instagram_accounts (id, username, state, paused_from, device_seed, proxy_id, secrets, session_created_at,
      session_source, rest_until, rest_code, health, last_used_at, last_error, notes, time_zone)
    select (${ID} || 'a00' || n)::uuid, state || '.filled', state, case state when 'paused' then 'active' end, 'filled' || n,
      (${ID} || case state when 'proxy_error' then 'b002' else 'b001' end)::uuid, 'x',
      case when state not in ('new', 'needs_login') then world_now() - interval '12 days' end,
      case when state not in ('new', 'needs_login') then 'file' end,
      case state when 'resting' then world_now() + interval '50 minutes' end,
      case state when 'resting' then 'rate_limited' end, 100 - n * 5, world_now() - n * interval '17 minutes',
      case when state in ('suspended', 'needs_operator') then ${text}::text end, ${text}::text, 'Asia/Almaty'
    from unnest(array['needs_operator', 'active', 'new', 'resting', 'needs_login', 'suspended', 'proxy_error', 'paused'])
      with ordinality as given (state, n)`.execute(db)
  await sql`
    insert into account_events (account_id, event, from_state, to_state, code, detail, created_at)
    select ${ACCOUNT}, event, null, state, code, jsonb_build_object('message', ${text}::text), world_now() - n * interval '5 hours'
    from (values
      (9, 'added', 'active', null), (7, 'session_checked', 'active', null), (5, 'rate_limited', 'resting', 'rate_limited'),
      (3, 'rest_over', 'active', null), (1, 'challenge_required', 'needs_operator', 'challenge_required')
    ) as given (n, event, state, code) order by n desc`.execute(db)
  await sql`
    insert into account_requests (account_id, kind, reserved_at, ended_at, outcome)
    select ${ACCOUNT}, 'request', world_now() - n * interval '97 minutes', world_now() - n * interval '97 minutes',
      case when n % 9 = 0 then 'rate_limited' else 'ok' end
    from generate_series(1, 90) n`.execute(db)
}

export const accounts: Filling = {
  fill,
  paths: [
    '/accounts',
    '/accounts/add-many',
    '/accounts?state=needs_operator&text=filled',
    `/accounts/${ACCOUNT}`,
    `/accounts/${ACCOUNT}/challenge`,
    `/accounts/${ACCOUNT}/settings`,
    `/accounts/${ACCOUNT}/proxy`,
    '/proxies',
    `/proxies/${PROXY}`,
    `/proxies/${PROXY}/replace`,
    '/proxies/+add',
  ],
}
