import { cpus } from 'node:os'
import { sql } from 'kysely'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { encodeCursor } from '../../src/http/pagination.ts'
import { fill } from './fill.ts'
import { formatSearchTable, lineOf, type SearchLine } from './line.ts'
import { openListening, serveSearch, type Sample } from './measure.ts'
import { readOptions, POSTS_PER_CREATOR } from './options.ts'
import { questions, type Known } from './questions.ts'
import { startSearchServer } from './server.ts'

const options = readOptions(process.argv.slice(2))
const { creators, repetitions } = options

const startedAt = performance.now()
const progress = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

const server = await startSearchServer(options.keep)
try {
  progress(`${await server.describe()}; Node ${process.version}; ${cpus().length} cores`)
  const { url, isEmpty } = await server.database(creators)
  const db = openDatabase({ url, max: 4, onIdleError: () => undefined })
  if (isEmpty) {
    await migrate(db)
    await fill(url, creators, progress)
    await server.markFilled(creators)
  }
  progress(`${creators} creators, ${creators * POSTS_PER_CREATOR} posts`)
  const report = await measureAll(url, db)
  if (!options.json) process.stdout.write(`${formatSearchTable(report)}\n`)
  const missed = report.filter(({ met }) => !met).length
  progress(`${missed} of ${report.length} questions did not meet their goals`)
  if (missed > 0) process.exitCode = 1
  await db.destroy()
} finally {
  await server.stop()
}

async function measureAll(url: string, db: Db): Promise<SearchLine[]> {
  const listening = openListening(url)
  const api = await serveSearch(db)
  const listener = await serveSearch(listening.db)
  const report: SearchLine[] = []
  const all = questions(await lookAround(db))
  for (const question of all.filter((each) => options.only?.includes(each.name) ?? true)) {
    const { name, paths } = question
    for (const path of paths) await listener.ask(path)
    const plan = await listening.plans()
    const samples: Sample[] = []
    for (let n = -paths.length; n < repetitions; n += 1) {
      const sample = await api.ask(paths.at(n % paths.length) ?? '')
      if (n >= 0) samples.push(sample)
    }
    const line = lineOf(question, creators, samples, plan)
    report.push(line)
    if (options.json) process.stdout.write(`${JSON.stringify(line)}\n`)
    progress(`${name}: p95 ${line.p95_ms} ms; slowest ${JSON.stringify(line.slowest)}`)
  }
  await Promise.all([api.close(), listener.close()])
  await listening.close()
  return report
}

/** Parameters of the questions: words by rank, some creators, and the median by followers. */
async function lookAround(db: Db): Promise<Known> {
  const words = await sql<{ word: string }>`
    select bench.word(rank) as word from generate_series(1, 20000) rank order by rank`.execute(db)
  const someone = await sql<{ id: string }>`
    select bench.blog_id(n) as id from generate_series(7, ${creators}::bigint, ${creators / 5}::bigint) n`.execute(
    db,
  )
  const middle = await sql<{ key: string; id: string }>`
    select follower_count::text as key, id from blogs where follower_count is not null
    order by follower_count desc, id desc offset ${Math.floor(creators / 2)} limit 1`.execute(db)
  const { key, id } = middle.rows[0] ?? { key: '0', id: '' }
  return {
    word: (rank) => words.rows[rank - 1]?.word ?? '',
    someone: someone.rows.map((row) => row.id),
    middle: encodeCursor(['follower_count', 'desc', key, id]),
  }
}
