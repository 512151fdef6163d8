import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

const idOf = (place: number) => `0199f3c4-7a10-7bd2-8c39-0f6f5a1b2c3${place}`
const [EARLIER, LATER, READING, WAITING, FAILED] = [1, 2, 3, 4, 5].map(idOf)
/** A check of a target of which Instagram shows 50 people. */
export const FEW = idOf(6)
/** A check of the same target that has read only new members. */
const NEW_ONLY = idOf(7)
const PAIRS = idOf(8)
const TARGET = '4711000'

/** Two checks of one account, one under way, one that waits, one that failed, and a check of pairs. */
async function fill(db: Db, text: string) {
  const mine = [1, 2, 3, 4, 5, 6, 7].map(idOf)
  await sql`delete from relation_checks where id = any (${mine}::uuid[])`.execute(db)
  await sql`delete from relation_pair_checks where id = ${PAIRS}::uuid`.execute(db)
  await sql`
    insert into relation_checks (id, username, platform_id, kinds, status, status_reason, estimated_requests, estimated_seconds,
      requests, accounts, created_at, started_at, completed_at)
    values
      (${EARLIER}::uuid, 'almaty_mama', ${TARGET}, '{followers,following}', 'complete', null, 60, 3600, 2, '{kitchen_pool}',
        now() - interval '9 days', now() - interval '9 days', now() - interval '8 days 22 hours'),
      (${LATER}::uuid, ${text}, ${TARGET}, '{followers,following}', 'incomplete', 'limited_by_platform', 64, 3900, 2,
        '{kitchen_pool,bakery_pool}', now() - interval '1 day', now() - interval '1 day', now() - interval '22 hours'),
      (${READING}::uuid, 'astana_food', '4711001', '{followers}', 'running', null, 180, 14000, 1, '{garden_pool}',
        now() - interval '20 minutes', now() - interval '19 minutes', null),
      (${WAITING}::uuid, 'big_brand', '4711002', '{followers}', 'waiting', 'confirmation', 5400, 400000, 1, '{garden_pool}',
        now() - interval '2 hours', now() - interval '2 hours', null),
      (${FEW}::uuid, 'star_of_kz', '4711006', '{followers}', 'incomplete', 'only_few_shown', 2, 60, 1, '{garden_pool}',
        now() - interval '4 hours', now() - interval '4 hours', now() - interval '4 hours'),
      (${NEW_ONLY}::uuid, 'almaty_mama', ${TARGET}, '{followers,following}', 'incomplete', 'only_new_read', 3, 40, 1, '{garden_pool}',
        now() - interval '50 minutes', now() - interval '49 minutes', now() - interval '48 minutes'),
      (${FAILED}::uuid, 'closed_door', null, '{following}', 'failed', 'target_private', null, null, 1, '{}',
        now() - interval '3 days', now() - interval '3 days', now() - interval '3 days')`.execute(
    db,
  )
  await sql`
    insert into relation_lists (check_id, kind, state, reason, expected, collected, pages, requests)
    values (${EARLIER}::uuid, 'followers', 'complete', null, 60, 60, 2, 2), (${EARLIER}::uuid, 'following', 'complete', null, 20, 20, 1, 1),
      (${LATER}::uuid, 'followers', 'complete', null, 62, 62, 2, 3),
      (${LATER}::uuid, 'following', 'incomplete', 'limited_by_platform', 30, 20, 1, 1),
      (${FEW}::uuid, 'followers', 'incomplete', 'only_few_shown', 50000, 50, 1, 1),
      (${READING}::uuid, 'followers', 'reading', null, 18400, 5230, 53, 55),
      (${WAITING}::uuid, 'followers', 'pending', null, 540000, 0, 0, 0), (${FAILED}::uuid, 'following', 'pending', null, null, 0, 0, 0)`.execute(
    db,
  )
  await sql`
    insert into relation_lists (check_id, kind, state, reason, expected, collected, pages, requests, base_check_id, new_since,
      whole_every, new_members, whole_because)
    values (${NEW_ONLY}::uuid, 'followers', 'incomplete', 'only_new_read', 74, 40, 1, 1, ${LATER}::uuid, now() - interval '1 day', 5, 2, null),
      (${NEW_ONLY}::uuid, 'following', 'complete', null, 20, 20, 1, 1, null, null, null, 0, 'turn')`.execute(
    db,
  )
  // The second half of the followers of then has come since; ten have left.
  await sql`
    insert into relation_members (check_id, kind, platform_id, username, is_private, is_verified)
    select c.id, c.kind, '9' || lpad(n::text, 6, '0'),
      case when c.id = ${LATER}::uuid and n = 12 then ${text} else 'follower_' || n end, n % 7 = 0, n % 11 = 0
    from (values (${EARLIER}::uuid, 'followers', 1, 60), (${EARLIER}::uuid, 'following', 1, 20), (${LATER}::uuid, 'followers', 11, 72),
      (${LATER}::uuid, 'following', 1, 20), (${NEW_ONLY}::uuid, 'followers', 35, 74)) as c (id, kind, low, high)
    cross join lateral generate_series(c.low, c.high) n`.execute(db)
  await sql`
    insert into relation_events (check_id, event, data, created_at)
    values (${LATER}::uuid, 'begun', '{}', now() - interval '24 hours'),
      (${LATER}::uuid, 'taken_over', jsonb_build_object('list', 'followers', 'from', 'kitchen_pool', 'by', ${text}::text), now() - interval '23 hours'),
      (${LATER}::uuid, 'waiting', '{"reason": "pool_resting"}', now() - interval '23 hours'),
      (${LATER}::uuid, 'begun_again', '{"list": "following", "why": "account_resting"}', now() - interval '22 hours 30 minutes'),
      (${LATER}::uuid, 'list_complete', '{"list": "followers"}', now() - interval '22 hours 10 minutes'),
      (${LATER}::uuid, 'list_incomplete', '{"list": "following", "reason": "limited_by_platform"}', now() - interval '22 hours'),
      (${NEW_ONLY}::uuid, 'new_members_read', '{"list": "followers", "reason": "only_new_read"}', now() - interval '48 minutes'),
      (${NEW_ONLY}::uuid, 'not_newest_first', '{"list": "following", "found": 0, "growth": 4}', now() - interval '49 minutes'),
      (${FEW}::uuid, 'list_incomplete', '{"list": "followers", "reason": "only_few_shown", "collected": 50, "expected": 50000}', now() - interval '4 hours')`.execute(
    db,
  )
  await sql`
    insert into relation_pair_checks (id, status, status_reason, a, b, estimated_requests, requests, accounts, started_at, completed_at)
    values (${PAIRS}::uuid, 'incomplete', 'target_private', '{0,0}', '{1,2}', 6, 5, '{kitchen_pool}', now() - interval '1 hour',
      now() - interval '50 minutes')`.execute(db)
  await sql`
    insert into relation_pair_people (check_id, person, username, platform_id, is_named_by_id)
    values (${PAIRS}::uuid, 0, 'natgeo', '1', false), (${PAIRS}::uuid, 1, ${text}, '2', false), (${PAIRS}::uuid, 2, null, null, false)`.execute(
    db,
  )
  await sql`
    insert into relation_pair_questions (check_id, follower, followed, answer, basis, reason, answered_at)
    values (${PAIRS}::uuid, 0, 1, 'yes', 'friendship', null, now() - interval '1 hour'),
      (${PAIRS}::uuid, 1, 0, 'no', 'search', null, now() - interval '1 hour'),
      (${PAIRS}::uuid, 0, 2, 'unknown', null, 'erased', now() - interval '1 hour'),
      (${PAIRS}::uuid, 2, 0, 'unknown', null, 'target_private', now() - interval '1 hour')`.execute(
    db,
  )
}

export const relations: Filling = {
  fill,
  paths: [
    '/relations',
    '/relations?status=failed',
    `/relations/${LATER}`,
    `/relations/${LATER}?view=changes`,
    `/relations/${LATER}?view=history`,
    `/relations/${READING}`,
    `/relations/${WAITING}`,
    `/relations/${NEW_ONLY}`,
    `/relations/${NEW_ONLY}?view=history`,
    `/relations/${LATER}?relation=not_following_back`,
    `/relations/${LATER}/expected`,
    `/relations/${LATER}/stop`,
    '/relations/new',
    '/relations/pairs',
    '/relations/pairs/new',
    `/relations/pairs/${PAIRS}`,
  ],
}
