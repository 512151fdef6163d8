import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { encodeCursor } from '../../../src/http/pagination.ts'
import { questions, type Known } from '../../search/questions.ts'
import { p95, type Figure, type Sample } from '../figure.ts'
import type { Stage } from '../stage.ts'

const MAX_MS = 100

/** The lists and searches of bench:search, over HTTP. */
export async function measureLists({
  db,
  creators,
  repetitions,
  visited,
  progress,
}: Stage): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { name, paths, maxMs = MAX_MS } of questions(await lookAround(db, creators))) {
    const samples: Sample[] = []
    for (let n = -paths.length; n < repetitions; n += 1) {
      const sample = await visited.ask(paths.at(n % paths.length) ?? '')
      if (n >= 0) samples.push(sample)
    }
    const figure = p95(`list: ${name}`, samples, maxMs)
    progress(`${figure.measure}: ${figure.value} ms`)
    figures.push(figure)
  }
  return figures
}

/** Parameters of the questions: words by rank, some creators, and the median by followers. */
export async function lookAround(db: Db, creators: number): Promise<Known> {
  const words = await sql<{ word: string }>`
    select word from bench.words order by rank`.execute(db)
  const someone = await sql<{ id: string }>`
    select bench.blog_id(n) as id
    from generate_series(7, ${creators}::bigint, ${creators / 5}::bigint) n`.execute(db)
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
