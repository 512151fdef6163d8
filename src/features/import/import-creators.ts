import { z } from '../../http/router.ts'
import type { Tx } from '../../db/handles.ts'
import { findCategories, giveCategories } from '../categories/index.ts'
import { ensureLists, putIntoLists } from '../lists/index.ts'
import type { Services } from '../services.ts'
import { ensureBlogs, fullScrape, knownBlogs } from '../scrape/index.ts'
import type { FaultyLine, ImportFile, ImportLine } from './read-file.ts'

const line = z.int().openapi({ description: 'Of the file, as editors count: the header is 1' })
const written = z.string().openapi({ description: 'As the line has it' })

const Done = z.object({
  line,
  username: z.string(),
  result: z.enum(['created', 'known']),
  blog_id: z.uuid(),
  task_id: z.int().nullable().openapi({ description: 'Of the scrape of a new creator' }),
  category: z.string().nullable(),
  list: z.string().nullable(),
})
type Done = z.output<typeof Done>

/** The result of one line. */
export const LineReport = z.discriminatedUnion('result', [
  Done,
  z.object({
    line,
    username: written,
    result: z.literal('invalid'),
    column: z.string().nullable(),
    reason: z.string(),
    code: z.string().openapi({ description: 'The code of the fault' }),
    limits: z.record(z.string(), z.number()).optional(),
  }),
  z.object({ line, username: written, result: z.literal('erased') }).openapi({
    description: 'This creator was erased and must not come back; see /api/erasures',
  }),
])
type LineReport = z.output<typeof LineReport>

/** A line that may be imported, with what its words mean. */
type Understood = ImportLine & {
  categoryId: string | null
  listId: string | null
  listName: string | null
}

/**
 * Imports the lines of a file, in a few statements whatever their number, and reports what became
 * of each. Creators that are new get a full scrape; those that are known retain everything, and get
 * what the line says besides. `list` is for lines that name none.
 */
export async function importCreators(
  tx: Tx,
  services: Pick<Services, 'queue' | 'erasures'>,
  { lines: read }: ImportFile,
  options: { list: string | null; priority: number },
): Promise<{ lists_created: string[]; results: LineReport[] }> {
  const lines = read.map((line) =>
    'reason' in line ? line : withList(line, line.list ?? options.list),
  )
  const whole = lines.flatMap((line) => ('reason' in line ? [] : [line]))
  const names = [...new Set(whole.map(({ username }) => username))]
  const erasureQuery = { platformIds: [], usernames: names }
  const { usernames: erased } = await services.erasures.erasedAmong(tx, erasureQuery)
  const wanted = whole.filter(({ username }) => !erased.has(username))
  const { understood, faulty, created } = await understand(tx, wanted)
  const blogs = await store(tx, services, understood, options.priority)
  return {
    lists_created: created,
    results: lines.map((line): LineReport => {
      if ('reason' in line) return reportOf(line)
      const { line: number, text, username } = line
      if (erased.has(username)) return { line: number, username: text, result: 'erased' }
      const fault = faulty.get(number)
      if (fault) return reportOf(fault)
      const done = blogs.get(number)
      if (!done) throw new Error('a valid line got no answer')
      return done
    }),
  }
}

const reportOf = ({ line, text, ...fault }: FaultyLine): LineReport => ({
  line,
  username: text,
  result: 'invalid',
  ...fault,
})

function withList(line: ImportLine, list: string | null): ImportLine | FaultyLine {
  if (line.note === null || list !== null) return { ...line, list }
  const reason = 'is kept with the place in a list: name one in this line or for the whole file'
  return { line: line.line, text: line.text, column: 'note', reason, code: 'note_without_list' }
}

/** Finds the categories and finds or makes the lists that lines name. */
async function understand(
  tx: Tx,
  wanted: readonly ImportLine[],
): Promise<{ understood: Understood[]; faulty: Map<number, FaultyLine>; created: string[] }> {
  const faulty = new Map<number, FaultyLine>()
  const refuse = (
    { line, text }: ImportLine,
    fault: Pick<FaultyLine, 'column' | 'reason' | 'code'>,
  ) => void faulty.set(line, { line, text, ...fault })
  const categories = await findCategories(
    tx,
    wanted.flatMap(({ category }) => category ?? []),
  )
  for (const line of wanted) {
    const found = line.category === null ? undefined : categories.get(line.category)
    if (found && 'nearest' in found)
      refuse(line, {
        column: 'category',
        reason: unknownCategory(found.nearest),
        code: 'unknown_category',
      })
  }
  const left = wanted.filter(({ line }) => !faulty.has(line))
  const { lists, created } = await ensureLists(
    tx,
    left.flatMap(({ list }) => list ?? []),
  )
  const understood = left.flatMap((line): Understood[] => {
    const category = line.category === null ? undefined : categories.get(line.category)
    const list = line.list === null ? undefined : lists.get(line.list)
    if (list && 'reason' in list) {
      refuse(line, { column: 'list', reason: list.reason, code: 'not_a_list_name' })
      return []
    }
    const categoryId = category && 'id' in category ? category.id : null
    return [{ ...line, categoryId, listId: list?.id ?? null, listName: list?.name ?? null }]
  })
  return { understood, faulty, created }
}

const unknownCategory = (nearest: readonly string[]): string => {
  const hint = nearest.length === 0 ? '' : `; the nearest are ${nearest.join(', ')}`
  return `names no category${hint}; gramd categories add makes one`
}

/** Writes what the lines say; gives the report of each by its number. */
async function store(
  tx: Tx,
  { queue }: Pick<Services, 'queue'>,
  lines: readonly Understood[],
  priority: number,
): Promise<Map<number, Done>> {
  const names = [...new Set(lines.map(({ username }) => username))]
  const before = await knownBlogs(tx, names)
  const ids = await ensureBlogs(tx, names, 'import')
  const fresh = names.flatMap((name) => (before.has(name) ? [] : (ids.get(name) ?? [])))
  const payloads = fresh.map((blogId) => ({ blog_id: blogId }))
  const tasks = await queue.enqueueMany(tx, fullScrape, payloads, { priority })
  const taskOf = new Map(fresh.map((blogId, place) => [blogId, tasks[place]?.id ?? null]))
  const found = lines.flatMap((line) => {
    const blogId = ids.get(line.username)
    return blogId === undefined ? [] : [{ ...line, blogId }]
  })
  await putIntoLists(
    tx,
    found.flatMap(({ listId, blogId, note }) =>
      listId === null ? [] : [{ listId, blogId, note }],
    ),
  )
  await giveCategories(
    tx,
    new Map(
      found.flatMap(({ categoryId, blogId }) =>
        categoryId === null ? [] : [[blogId, categoryId]],
      ),
    ),
  )
  const reported = new Set<string>()
  return new Map(
    found.map(({ line, username, blogId, category, listName }) => {
      const isNew = taskOf.has(blogId) && !reported.has(blogId)
      reported.add(blogId)
      const result = isNew ? ('created' as const) : ('known' as const)
      const task_id = isNew ? (taskOf.get(blogId) ?? null) : null
      return [line, { line, username, result, blog_id: blogId, task_id, category, list: listName }]
    }),
  )
}
