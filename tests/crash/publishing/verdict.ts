import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Violation } from '../../../sim/graph/referee.ts'
import type { CrashWorld, PostType, Route } from './crash-world.ts'

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
  type: PostType
  is_removed: boolean
}

export type Totals = {
  executions: number
  success: number
  unknown: number
  failed: number
  open: number
  /** Taken back, and gone. */
  removed: number
  /** Publications that were sent more often than once, each after a look that found nothing. */
  sentAgain: number
}

async function readExecutions({ db }: CrashWorld): Promise<Execution[]> {
  const { rows } = await sql<Execution>`
    select e.id, e.username, e.route, e.status, e.step, e.caption, p.first_comment as comment, e.commits, e.warnings,
      p.type, e.removed_at is not null as is_removed, coalesce(e.error_message, e.waits_message, e.waits_for) as error
    from executions e join posts p on p.id = e.post_id order by e.id`.execute(db)
  return rows
}

/** Why publications failed, or are unknown. */
export async function readFailures(world: CrashWorld): Promise<string[]> {
  const executions = await readExecutions(world)
  return executions
    .filter(({ status }) => status === 'failed' || status === 'unknown')
    .map(({ route, username, status, error }) => `${route} ${username} (${status}): ${error ?? ''}`)
}

export async function readTotals(world: CrashWorld): Promise<Totals> {
  const executions = await readExecutions(world)
  const count = (isMeant: (each: Execution) => boolean): number => executions.filter(isMeant).length
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from scrape_tasks
    where task_type in ('publish_to_account', 'remove_publication') and status in ('pending', 'running')`.execute(
    world.db,
  )
  return {
    executions: executions.length,
    success: count(({ status }) => status === 'success'),
    unknown: count(({ status }) => status === 'unknown'),
    failed: count(({ status }) => status === 'failed'),
    open: rows[0]?.open ?? 0,
    removed: count(({ is_removed }) => is_removed),
    sentAgain: count(({ commits }) => commits > 1),
  }
}

type Published = {
  username: string
  caption: string
  comments: readonly string[]
  hasCover: boolean
  hasTag: boolean
}

/** What both stand-ins have, of all accounts. */
function listPublished({ graph, instagram, accounts }: CrashWorld): Published[] {
  const { truth } = graph.control
  const official = accounts.official.flatMap(({ username }) =>
    truth
      .posts(username)
      .filter(({ source }) => source !== undefined)
      .map(({ id, caption, source, type }) => ({
        username,
        caption,
        comments: truth.comments(username, id),
        hasCover: (source?.details.cover ?? null) !== null,
        // Tags of a carousel are its items'.
        hasTag: type === 'CAROUSEL_ALBUM' || source?.details.userTags.length === 1,
      })),
  )
  const own = accounts.private.flatMap(({ username }) =>
    instagram.control.published(username).map(({ caption, comments, cover, form }) => ({
      username,
      caption: caption ?? '',
      comments,
      hasCover: cover !== null,
      hasTag: JSON.stringify(form).includes('user_id'),
    })),
  )
  return [...official, ...own]
}

/** What is wrong with the posts that were found of a publication. */
function wrongIn(execution: Execution, found: readonly Published[]): string[] {
  const { username, caption, status, comment, error, warnings, type } = execution
  const wanted = status === 'success' && !execution.is_removed ? 1 : 0
  const isRight = found.length === wanted || (status === 'unknown' && found.length === 1)
  const isEnded = ['success', 'failed', 'unknown'].includes(status)
  const comments = found.flatMap((post) => post.comments)
  const isUnwritten = !comments.includes(comment) && !warnings.includes('comment_not_written')
  const isBare = found.some(({ hasCover, hasTag }) => !hasTag || (type === 'reel' && !hasCover))
  const about = `${execution.route} ${username} '${caption}' (${status}, ${error ?? ''})`
  return [
    ...(isRight && isEnded ? [] : [`${about}: there are ${found.length}`]),
    ...(isBare ? [`${about}: it lacks its cover or its tag`] : []),
    ...(wanted === 1 && (comments.length > 1 || isUnwritten)
      ? [`${about}: its comments are ${JSON.stringify(comments)}`]
      : []),
  ]
}

/**
 * What is not as it is stored: posts twice, lost, still there though they were taken back, without their cover or tag, or
 * that nobody ordered; comments twice or lost.
 */
async function wrongPosts(world: CrashWorld): Promise<string[]> {
  const executions = await readExecutions(world)
  const posts = Map.groupBy(
    listPublished(world),
    ({ username, caption }) => `${username} ${caption}`,
  )
  const wrong: string[] = []
  for (const execution of executions) {
    const { username, caption } = execution
    const found = posts.get(`${username} ${caption}`) ?? []
    posts.delete(`${username} ${caption}`)
    wrong.push(...wrongIn(execution, found))
  }
  for (const strange of posts.keys()) wrong.push(`${strange}: nobody has ordered it`)
  return wrong
}

/**
 * A process that was killed before it stored Meta's answer that a post is gone reads it once more:
 * only reads, and at most one for each kill.
 */
function isReadAgain({ rule, call }: Violation): boolean {
  return rule === 'repeated_refusal' && /^GET facebook\/\d+$/.test(call)
}

/** Each post is there once, and no rule of a platform was broken. */
export async function expectWhole(world: CrashWorld, kills = 0): Promise<Totals> {
  expect(await wrongPosts(world)).toEqual([])
  const violations = world.graph.control.violations()
  expect(violations.filter((violation) => !isReadAgain(violation))).toEqual([])
  expect(violations.length).toBeLessThanOrEqual(kills)
  expect(world.instagram.referee.violations()).toEqual([])
  const totals = await readTotals(world)
  expect(totals.open).toBe(0)
  return totals
}
