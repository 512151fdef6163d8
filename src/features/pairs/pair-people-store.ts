import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import type { Profile } from '../../platforms/creators.ts'
import { troubleIn } from '../../platforms/target-trouble.ts'

/** What a profile tells of somebody: its lists can be counted by it. */
export async function storeProfile(
  tx: Tx,
  id: string,
  person: number,
  profile: Profile,
): Promise<void> {
  const trouble = troubleIn(profile) ?? null
  await sql`
    update relation_pair_people set
      username = ${profile.username}, platform_id = ${profile.platformId}, named_at = world_now(), counted_at = world_now(),
      trouble = ${trouble}, follower_count = ${profile.followerCount}, following_count = ${profile.followingCount}
    where check_id = ${id}::uuid and person = ${person}`.execute(tx)
}

/** The id of somebody who was known by name only. */
export async function storePersonId(
  tx: Tx,
  id: string,
  person: number,
  platformId: string,
): Promise<void> {
  await sql`
    update relation_pair_people set platform_id = ${platformId}, named_at = world_now()
    where check_id = ${id}::uuid and person = ${person} and platform_id is null`.execute(tx)
}

/** Why nothing can be read of somebody. */
export async function storeTrouble(
  tx: Tx,
  id: string,
  person: number,
  trouble: string,
): Promise<void> {
  await tx
    .updateTable('relation_pair_people')
    .set({ trouble })
    .where('check_id', '=', id)
    .where('person', '=', person)
    .execute()
}

/** An account of the pool cannot say any more how it stands to others. */
export async function spendAccount(tx: Tx, id: string, person: number): Promise<void> {
  await tx
    .updateTable('relation_pair_people')
    .set({ is_account_spent: true })
    .where('check_id', '=', id)
    .where('person', '=', person)
    .execute()
}

/** Takes an erased person's name and id away; what is asked about it becomes unknown, whatever was known. */
export async function blankPerson(tx: Tx, id: string, people: readonly number[]): Promise<void> {
  if (people.length === 0) return
  await sql`
    update relation_pair_people
    set username = null, platform_id = null, account = null, trouble = 'erased', follower_count = null,
      following_count = null
    where check_id = ${id}::uuid and person = any (${people}::smallint[])`.execute(tx)
  await sql`
    update relation_pair_questions set answer = 'unknown', basis = null, reason = 'erased', answered_at = (select world_now())
    where check_id = ${id}::uuid
      and (follower = any (${people}::smallint[]) or followed = any (${people}::smallint[]))`.execute(
    tx,
  )
}
