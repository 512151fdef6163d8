import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { writeBackup } from '../../../src/db/backup/backup.ts'
import { openBackup, restoreBackup } from '../../../src/db/backup/restore.ts'
import { migrate } from '../../../src/db/migrations/migrate.ts'
import { openDatabase } from '../../../src/db/database.ts'
import { atMost, type Figure } from '../figure.ts'
import { databaseOf } from '../server.ts'
import type { Stage } from '../stage.ts'

const MAX_RATIO = 1.2
const TARGET = 'scale_restored'

/** gramd's backup beside `pg_dump -Fc`; no file is written, so that disk is not measured. */
export async function measureBackup({ url, clients, progress }: Stage): Promise<Figure[]> {
  const own = await timed(async () => {
    await writeBackup(url, createWriteStream('/dev/null'), { version: '1.0.0' })
  })
  progress(`backup: ${own.toFixed(0)} s`)
  const dump = await peer(clients, 'pg_dump', ['-Fc', '--no-sync', '-f', '/dev/null', url])
  return [compared('backup', own, dump, 'pg_dump -Fc')]
}

/**
 * gramd's restore beside `pg_restore -j1`, of a smaller database: the whole one would take three
 * times the disk.
 */
export async function measureRestore(stage: Stage): Promise<Figure[]> {
  const { server, clients, folder, restored, progress } = stage
  const source = server.urlOf(databaseOf(restored))
  const [file, dumpFile] = [join(folder, 'backup.gz'), join(folder, 'backup.dump')]
  try {
    await writeBackup(source, createWriteStream(file), { version: '1.0.0' })
    await server.createDatabase(TARGET)
    const db = openDatabase({ url: server.urlOf(TARGET), max: 2, onIdleError: () => undefined })
    await migrate(db)
    await db.destroy()
    const own = await timed(async () => {
      const opened = await openBackup(createReadStream(file))
      await restoreBackup(server.urlOf(TARGET), opened, { replace: true, keepSessions: true })
    })
    const megabytes = (await stat(file)).size / 1e6
    progress(`restore of ${restored} creators: ${own.toFixed(0)} s, ${megabytes.toFixed(0)} MB`)
    await server.createDatabase(TARGET)
    const dumped = await peer(clients, 'pg_dump', ['-Fc', '-f', dumpFile, source])
    const target = server.urlOf(TARGET)
    const theirs =
      dumped === null
        ? null
        : await peer(clients, 'pg_restore', ['-j1', '--no-owner', '-d', target, dumpFile])
    const what = `restore of ${restored} creators`
    if (theirs === null) return [compared(what, own, theirs, 'pg_restore -j1')]
    // gramd's leaves statistics, without which the first questions read whole tables.
    const analyzed = await timed(async () => await analyze(target))
    progress(`pg_restore -j1: ${theirs.toFixed(0)} s; analyze after it: ${analyzed.toFixed(0)} s`)
    return [
      compared(what, own, theirs, 'pg_restore -j1'),
      atMost(
        { measure: `${what} / pg_restore -j1 and analyze`, unit: '×', goal: null },
        own / (theirs + analyzed),
        `${own.toFixed(0)} s, analyze ${analyzed.toFixed(0)} s`,
      ),
    ]
  } finally {
    await server.dropDatabase(TARGET)
    await rm(file, { force: true })
    await rm(dumpFile, { force: true })
  }
}

async function analyze(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('analyze')
  await client.end()
}

function compared(what: string, own: number, theirs: number | null, name: string): Figure {
  if (theirs === null)
    return atMost({ measure: what, unit: 's', goal: null }, own, `no ${name}: --clients FOLDER`)
  return atMost(
    { measure: `${what} / ${name}`, unit: '×', goal: MAX_RATIO },
    own / theirs,
    `${own.toFixed(0)} s, ${name} ${theirs.toFixed(0)} s`,
  )
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1_000
}

/** Runs PostgreSQL's own program; its seconds, or null without it. */
async function peer(
  clients: string | null,
  program: string,
  args: readonly string[],
): Promise<number | null> {
  if (clients === null) return null
  return await timed(async () => {
    const child = spawn(join(clients, program), args, { stdio: ['ignore', 'ignore', 'inherit'] })
    const [code]: unknown[] = await once(child, 'exit')
    if (code !== 0) throw new Error(`${program} ended with ${String(code)}`)
  })
}
