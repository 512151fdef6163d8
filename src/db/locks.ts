import { sql } from 'kysely'
import type { Db } from './handles.ts'

/**
 * The advisory locks of transactions. A transaction that needs several takes them in this order,
 * each before the rows that it guards; `pool_count` comes last. SQL functions take them by
 * `hashtext` of the same text.
 */
export const LOCKS = {
  /** One migration at a time. */
  migration: 'gramd migration',
  /** Shared by transactions that store creators; exclusive for one that erases a creator. */
  erasure: 'gramd erase',
  /** One claim of tasks with keys at a time, per type (a second key). */
  claim: 'gramd claim',
  /** One plan of updates at a time, since each counts what the others spend. */
  updates: 'gramd updates',
  /** One plan of readings at a time, since each counts what the others spend. */
  campaign_readings: 'gramd campaign readings',
  /** Concurrent requests for the same relation check get one check. */
  relation_check: 'gramd relation check',
  /** Persons are joined and split one after the other. */
  persons: 'gramd persons',
  /** Shared by transactions that store topics; exclusive for a change of categories. */
  taxonomy: 'gramd taxonomy',
  /** List names are unique in any case. */
  list_names: 'names of lists',
  /** A promo code is in one of the campaigns that run at the same time. */
  campaign_codes: 'codes of campaigns',
  /** Watches of lists change one after the other. */
  watches: 'gramd watches',
  /** A weekly report is set or removed by one person at a time, since it may make a link. */
  campaign_reports: 'gramd campaign reports',
  /** One admission of a direct AI call at a time, since each counts the money of the others. */
  direct_calls: 'gramd direct calls',
  /** Two people connecting the same account are one after the other. */
  connections: 'gramd connections',
  /** Files of uploads and the rows that refer to them change together. */
  uploads: 'gramd uploads',
  /** Tests of channels are counted one after the other. */
  test_messages: 'gramd test messages',
  /** Two accounts must not choose the same unused proxy. */
  bindings: 'gramd bindings',
  /** Failures and departures of accounts are counted one after the other. */
  pool_count: 'gramd pool count',
} as const

/** The first key of the session locks of instance names, a key space apart from the others. */
export const INSTANCE_LOCKS = 4_727

export type LockName = keyof typeof LOCKS

/** Holds a lock until the transaction ends. */
export async function lockExclusive(tx: Db, name: LockName): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${LOCKS[name]}))`.execute(tx)
}

/**
 * Takes a lock until the transaction ends, unless another transaction has it; returns whether it
 * did.
 */
export async function tryLockExclusive(tx: Db, name: LockName): Promise<boolean> {
  const { rows } = await sql<{ is_taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtext(${LOCKS[name]})) as is_taken`.execute(tx)
  return rows[0]?.is_taken === true
}

/** Holds a lock, shared with other shared holders, until the transaction ends. */
export async function lockShared(tx: Db, name: LockName): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext(${LOCKS[name]}))`.execute(tx)
}
