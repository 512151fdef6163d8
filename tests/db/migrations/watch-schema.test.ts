import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { readMigrations } from '../../../src/db/migrations/migration-files.ts'
import { watchSchema } from '../../../src/db/migrations/watch-schema.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { configOf, doctorFindings } from '../start-and-doctor.ts'
import { expect, test } from '../../fixtures/test.ts'
import { keepLog, type LogLine } from '../../queue/kit.ts'

const expand = async (db: Db, name: string, phase: string, version: string): Promise<void> =>
  void (await sql`insert into gramd_migrations (name, checksum, phase, version)
    values (${name}, 'x', ${phase}, ${version})`.execute(db))

test('an older gramd logs once for each newer version that has changed its schema', async ({
  db,
}) => {
  const { log, lines } = keepLog()
  const found = (): LogLine[] => lines.filter(({ event }) => event === 'schema_newer')
  const until = async (count: number): Promise<void> => {
    while (found().length < count) await delay(10)
  }
  const stop = watchSchema({ db, log, own: await readMigrations(), pollMs: 10 })

  await expand(db, '9001_a.sql', 'expand', '9.1.0')
  await until(1)
  await delay(50)
  await expand(db, '9002_b.sql', 'contract', '9.2.0')
  await until(2)
  await delay(50)
  await stop()

  const own = packageJson.version
  expect(found()).toMatchObject([
    {
      level: 'warn',
      version: '9.1.0',
      own,
      migrations: ['9001_a.sql'],
      msg: `gramd 9.1.0 has expanded the schema, and this is gramd ${own}: it works on; upgrade this replica, too`,
    },
    {
      level: 'error',
      version: '9.2.0',
      msg: `gramd 9.2.0 has contracted the schema, and this is gramd ${own}: stop it, and install gramd 9.2.0 or newer`,
    },
  ])
})

test('doctor warns of a schema that a newer gramd has expanded', async ({ db, databaseUrl }) => {
  const doctor = async () => (await doctorFindings(configOf(databaseUrl))).get('schema')
  expect(await doctor()).toMatchObject({ status: 'ok', found: `of gramd ${packageJson.version}` })

  await expand(db, '9001_a.sql', 'expand', '9.1.0')

  expect(await doctor()).toMatchObject({
    status: 'warn',
    found: expect.stringContaining('gramd 9.1.0 has expanded the schema'),
    remedy: 'install gramd 9.1.0 or newer',
  })
})
