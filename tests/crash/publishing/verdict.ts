import { sql } from 'kysely'
import { expect } from 'vitest'
import type { CrashWorld, Route } from './crash-world.ts'

type Execution = {
  id: string
  username: string
  route: Route
  status: string
  step: string
  caption: string
  comment: string
  commits: number
  warnings: string[]
  error: string | null
}

export type Totals = {
  executions: number
  success: number
  unknown: number
  failed: number
  open: number
  /** Publications that were sent more often than once, each after a look that found nothing. */
  sentAgain: number
}

async function readExecutions({ db }: CrashWorld): Promise<Execution[]> {
  const { rows } = await sql<Execution>`
    select e.id, e.username, e.route, e.status, e.step, e.caption, p.first_comment as comment, e.commits, e.warnings,
      coalesce(e.error_message, e.waits_for) as error
    from executions e join posts p on p.id = e.post_id order by e.id`.execute(db)
  return rows
}

/** Why publications failed. */
export async function readFailures(world: CrashWorld): Promise<string[]> {
  const executions = await readExecutions(world)
  return executions
    .filter(({ status }) => status === 'failed')
    .map(({ route, username, error }) => `${route} ${username}: ${error ?? ''}`)
}

export async function readTotals(world: CrashWorld): Promise<Totals> {
  const executions = await readExecutions(world)
  const count = (isMeant: (each: Execution) => boolean): number => executions.filter(isMeant).length
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from scrape_tasks
    where task_type = 'publish_to_account' and status in ('pending', 'running')`.execute(world.db)
  return {
    executions: executions.length,
    success: count(({ status }) => status === 'success'),
    unknown: count(({ status }) => status === 'unknown'),
    failed: count(({ status }) => status === 'failed'),
    open: rows[0]?.open ?? 0,
    sentAgain: count(({ commits }) => commits > 1),
  }
}

type Published = { username: string; caption: string; comments: readonly string[] }

/** What both stand-ins have, of all accounts. */
function listPublished({ graph, instagram, accounts }: CrashWorld): Published[] {
  const { truth } = graph.control
  const official = accounts.official.flatMap(({ username }) =>
    truth
      .posts(username)
      .filter(({ source }) => source !== undefined)
      .map(({ id, caption }) => ({ username, caption, comments: truth.comments(username, id) })),
  )
  const own = accounts.private.flatMap(({ username }) =>
    instagram.control
      .published(username)
      .map(({ caption, comments }) => ({ username, caption: caption ?? '', comments })),
  )
  return [...official, ...own]
}

/** What is not as it is stored: posts twice, lost, or that nobody ordered; comments twice or lost. */
async function wrongPosts(world: CrashWorld): Promise<string[]> {
  const executions = await readExecutions(world)
  const posts = Map.groupBy(
    listPublished(world),
    ({ username, caption }) => `${username} ${caption}`,
  )
  const wrong: string[] = []
  for (const execution of executions) {
    const { username, caption, status, comment, error } = execution
    const found = posts.get(`${username} ${caption}`) ?? []
    posts.delete(`${username} ${caption}`)
    const about = `${execution.route} ${username} '${caption}' (${status}, ${error ?? ''})`
    const isRight =
      status === 'success'
        ? found.length === 1
        : status === 'unknown'
          ? found.length <= 1
          : status === 'failed' && found.length === 0
    if (!isRight) wrong.push(`${about}: there are ${found.length}`)
    const comments = found.flatMap((post) => post.comments)
    const isMissing =
      !comments.includes(comment) && !execution.warnings.includes('comment_not_written')
    if (status === 'success' && (comments.length > 1 || isMissing))
      wrong.push(`${about}: its comments are ${JSON.stringify(comments)}`)
  }
  for (const strange of posts.keys()) wrong.push(`${strange}: nobody has ordered it`)
  return wrong
}

/** Each post is there once, and no rule of a platform was broken. */
export async function expectWhole(world: CrashWorld): Promise<Totals> {
  expect(await wrongPosts(world)).toEqual([])
  expect(world.graph.control.violations()).toEqual([])
  expect(world.instagram.referee.violations()).toEqual([])
  const totals = await readTotals(world)
  expect(totals.open).toBe(0)
  return totals
}
