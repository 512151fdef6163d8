import { cpus } from 'node:os'
import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { inColumns } from '../columns.ts'
import { findAddresses } from './addresses.ts'
import { createAssetSizes, type Loaded } from './assets.ts'
import { fill } from './fill.ts'
import { formatTable, lineOf, type PageLine, type Sample } from './line.ts'
import { readOptions } from './options.ts'
import { startConsoleServer } from './server.ts'
import { openConsole } from './visit.ts'

const options = readOptions(process.argv.slice(2))
/** Uncounted requests of each address. */
const WARM_UP = 5

const startedAt = performance.now()
const progress = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

const server = await startConsoleServer()
try {
  progress(`${await server.describe()}; Node ${process.version}; ${cpus().length} cores`)
  const { url, isEmpty } = await server.database(options)
  const db = openDatabase({ url, max: 10, onIdleError: () => undefined })
  // Views and functions of a database from an earlier run may have changed.
  await migrate(db)
  if (isEmpty) {
    await fill(url, options, progress)
    await server.markFilled(options)
  }
  const { tasks, creators, posts } = options
  progress(`${tasks} tasks, ${creators} creators, ${posts} posts`)
  const report = await measureAll(db)
  if (!options.json) process.stdout.write(`${formatTable(report)}\n\n${await describeDisk(db)}\n`)
  const missed = report.filter(({ met }) => met === false).length
  const unseen = report.filter(({ met }) => met === null).length
  progress(
    `${missed} of ${report.length} pages did not meet their goals; no link leads to ${unseen}`,
  )
  if (missed > 0) process.exitCode = 1
  await db.destroy()
} finally {
  await server.stop()
}

async function measureAll(db: Db): Promise<PageLine[]> {
  const visited = await openConsole(db)
  const sizeOf = createAssetSizes(visited)
  const found = await findAddresses(visited)
  progress(`${found.length} pages found`)
  const report: PageLine[] = []
  for (const { route, isOpen, addresses } of found.filter(
    (each) => options.only?.includes(each.route) ?? true,
  )) {
    const samples: Sample[] = []
    const loaded: Loaded[] = []
    for (const address of addresses) {
      loaded.push(await sizeOf((await visited.read(address, { isOpen })).text))
      for (let n = -WARM_UP; n < options.repetitions; n += 1) {
        const { ms, bytes } = await visited.measure(address, { isOpen })
        if (n >= 0) samples.push({ address, ms, bytes })
      }
    }
    const line = lineOf(route, samples, loaded)
    report.push(line)
    if (options.json) process.stdout.write(`${JSON.stringify(line)}\n`)
    progress(`${route}: p95 ${line.p95_ms ?? '–'} ms`)
  }
  await visited.close()
  return report
}

/** Describes the size of the largest tables on disk, with their indexes. */
async function describeDisk(db: Db): Promise<string> {
  const { rows } = await sql<{ name: string; rows: number; bytes: number }>`
    select relname as name, n_live_tup::float8 as rows, pg_total_relation_size(relid)::float8 as bytes
    from pg_stat_user_tables where schemaname = 'public' and n_live_tup > 0
    order by bytes desc limit 12`.execute(db)
  const lines = rows.map(({ name, rows: count, bytes }) => [
    name,
    String(count),
    (bytes / 1_048_576).toFixed(1),
    String(Math.round(bytes / count)),
  ])
  return inColumns(['table', 'rows', 'MB', 'bytes a row'], lines, new Set([0]))
}
