import { sql } from 'kysely'
import { p95, type Figure, type Sample } from '../figure.ts'
import type { Stage } from '../stage.ts'
import { lookAround } from './lists.ts'

const MAX_MS = 100
/** Uncounted requests of each address. */
const WARM_UP = 2
const LARGE_LIST = 10_000

/** Pages of the console, from the request to the first byte. */
export async function measurePages(stage: Stage): Promise<Figure[]> {
  const { visited, repetitions, progress } = stage
  const figures: Figure[] = []
  for (const [name, paths] of Object.entries(await pagesOf(stage))) {
    // A small world has no large list.
    if (paths.length === 0) continue
    const samples: Sample[] = []
    for (const path of paths) {
      for (let n = -WARM_UP; n < repetitions; n += 1) {
        const sample = await visited.firstByte(path)
        if (n >= 0) samples.push(sample)
      }
    }
    const figure = p95(`page: ${name}`, samples, MAX_MS)
    progress(`${figure.measure}: ${figure.value} ms`)
    figures.push(figure)
  }
  return figures
}

async function pagesOf({ db, creators }: Stage): Promise<Record<string, string[]>> {
  const { word, someone } = await lookAround(db, creators)
  const { rows: lists } = await sql<{ id: string; members: number }>`
    select id, (select count(*)::int from list_members where list_id = lists.id) as members
    from lists where name in ('campaign 1', 'campaign 10', 'list 20') order by members`.execute(db)
  const listsOf = (from: number, below: number) =>
    lists
      .filter(({ members }) => members >= from && members < below)
      .map(({ id }) => `/console/lists/${id}`)
  const searched = (words: readonly string[], more: Record<string, string> = {}) =>
    words.map((q) => `/console/creators?${new URLSearchParams({ q, ...more }).toString()}`)
  const pairs = [
    [20, 60],
    [200, 1_000],
    [5_000, 15_000],
  ].map((ranks) => ranks.map(word).join(' '))
  return {
    overview: ['/console/overview'],
    "marketer's home": ['/console/home/marketer'],
    creators: ['/console/creators'],
    'creators, sorted': ['er', 'follower_count', 'last_post_at'].map(
      (sort) => `/console/creators?sort=${sort}`,
    ),
    'creators, gallery': ['/console/creators?view=gallery'],
    'one word': searched([20, 60, 200, 1_000, 5_000, 15_000].map(word)),
    'two words': searched(pairs),
    'one word, largest': searched([20, 1_000].map(word), { sort: 'follower_count' }),
    'a question': searched(['mothers in Almaty 5k+', 'мамочки', 'визажист астана']),
    categories: ['/console/categories'],
    lists: ['/console/lists'],
    'a list, up to 5,000 members': listsOf(0, LARGE_LIST),
    'a list, 50,000 members': listsOf(LARGE_LIST, Infinity),
    'a creator': someone.map((id) => `/console/creators/${id}`),
    "a creator's posts": someone.map((id) => `/console/creators/${id}/posts`),
    tasks: ['/console/tasks'],
  }
}
