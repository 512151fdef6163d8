import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { examineServer } from '../../src/db/server/server-checks.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { aServerPair } from './server-pair.ts'
import { configOf, doctorFindings, openAtStart } from './start-and-doctor.ts'

const OPTIONS = { poolSize: 10, isMigrated: false }
const RETAINED_BYTES = 2 ** 30

function open(url: string): Db {
  const db = openDatabase({ url, max: 2, onIdleError: () => undefined })
  onTestFinished(async () => await db.destroy())
  return db
}

const replicationOf = async (db: Db, limits?: Parameters<typeof examineServer>[2]) =>
  (await examineServer(db, OPTIONS, limits)).find(({ check }) => check === 'replication')

describe('a standby', () => {
  test('that does not keep up is warned of with its delay', async () => {
    const { primary } = await aServerPair({ recovery_min_apply_delay: '1h' })
    const db = open(primary.url)
    const limits = { lateSeconds: 0, retainedBytes: RETAINED_BYTES }
    const found = async () => {
      await sql`insert into t values (1)`.execute(db)
      return await replicationOf(db, limits)
    }

    await expect.poll(found).toEqual({
      check: 'replication',
      status: 'warn',
      found: expect.stringMatching(/^a standby is \d+ s late$/),
      remedy: expect.stringContaining('a failover now would lose that much'),
    })
    // Seconds are nothing to be warned of.
    expect(await replicationOf(db)).toMatchObject({
      status: 'ok',
      found: expect.stringMatching(/^\d+\.\d s late$/),
    })
  })

  test('that keeps up is no reason for a warning, and is no server for gramd', async () => {
    const { primary, standby } = await aServerPair()
    await openAtStart(configOf(primary.url))

    expect((await doctorFindings(configOf(primary.url))).get('replication')?.status).toBe('ok')
    const onlyStandby = configOf(`${standby.url}?target_session_attrs=read-write`)
    await expect(openAtStart(onlyStandby)).rejects.toThrow(
      'the server is a standby, and target_session_attrs asks for another one',
    )
  })
})

describe('an unused replication slot', () => {
  test('that retains much of the log is named at the start and by doctor, with the command that drops it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gramd-slot-'))
    const settings = { fsync: 'off', wal_level: 'replica' }
    const server = await startEmbeddedPostgres({ folder, reachableFolder: folder, settings })
    onTestFinished(async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    })
    const db = open(server.url)
    const config = configOf(server.url)
    await sql`select pg_create_physical_replication_slot('gone', true)`.execute(db)
    const warnings = async () =>
      (await openAtStart(config)).filter(({ msg }) => msg === 'replication of the server')
    expect(await warnings()).toEqual([])

    await retain(db, RETAINED_BYTES)

    const found = expect.stringMatching(
      /^the unused replication slot gone retains 1\.\d GB of the log, and will fill the disk$/,
    )
    const remedy = "start its standby, or run: select pg_drop_replication_slot('gone')"
    expect(await warnings()).toEqual([expect.objectContaining({ level: 'warn', found, remedy })])
    const check = 'replication'
    expect((await doctorFindings(config)).get(check)).toEqual({
      check,
      status: 'warn',
      found,
      remedy,
    })
    await sql`select pg_drop_replication_slot('gone')`.execute(db)
    expect((await doctorFindings(config)).get(check)?.status).toBe('ok')
  })
})

/** Writes so much to the log of changes, a file of it at a time. */
async function retain(db: Db, bytes: number): Promise<void> {
  const begin = await sql<{ at: string }>`select pg_current_wal_lsn()::text as at`.execute(db)
  const written = async (): Promise<number> => {
    await sql`select pg_logical_emit_message(false, 'test', 'x')`.execute(db)
    await sql`select pg_switch_wal()`.execute(db)
    const { rows } = await sql<{ bytes: number }>`
      select pg_wal_lsn_diff(pg_current_wal_lsn(), ${begin.rows[0]?.at}::pg_lsn)::float8 as bytes`.execute(
      db,
    )
    return rows[0]?.bytes ?? 0
  }
  while ((await written()) <= bytes);
}
