import { sql } from 'kysely'
import { pseudoTranslate } from '../translation/pseudo.ts'
import { postOf } from './accounts.ts'
import { captionOf, LANGUAGE, type PlannedPost } from './posts.ts'
import type { PublishingWorld } from './world.ts'

type Execution = {
  username: string
  caption: string
  status: string
  reason: string | null
  retries: number
  posted_at: Date | null
  due_at: Date
}

/** The posts of the stand-ins, beside gramd's report about them. */
export type Verdict = {
  /** Publications by how they ended. */
  ends: Record<string, number>
  /** Publications without a post, by reason. */
  reasons: Record<string, number>
  retries: number
  /** The states that are not as expected. */
  wrong: string[]
}

type World = Pick<PublishingWorld, 'db' | 'instagram' | 'graph' | 'accounts'>

const ENDED = new Set(['success', 'failed', 'skipped', 'unknown'])

/** Compares each publication with the feeds of its account at the stand-ins. */
export async function judge(world: World, planned: readonly PlannedPost[]): Promise<Verdict> {
  const executions = await readExecutions(world)
  const posts = new Map(planned.map((post) => [postOf(captionOf(post)) ?? '', post]))
  const feeds = Map.groupBy(listPublished(world), keyOf)
  const languages = new Map(world.accounts.map(({ username, language }) => [username, language]))
  const wrong: string[] = []
  for (const execution of executions) {
    const there = (feeds.get(keyOf(execution)) ?? []).map(({ caption }) => caption)
    feeds.delete(keyOf(execution))
    const post = posts.get(postOf(execution.caption) ?? '')
    const language = languages.get(execution.username) ?? LANGUAGE
    const expected = post && expectedCaption(post, language)
    wrong.push(...faultsOf(execution, there, expected))
  }
  for (const strange of feeds.keys()) wrong.push(`${strange}: nobody has ordered it`)
  const others = executions.filter(({ status }) => status !== 'success')
  return {
    ends: countBy(executions, ({ status }) => status),
    reasons: countBy(
      others,
      ({ username, status, reason }) => `${status}: @${username}: ${reason}`,
    ),
    retries: executions.reduce((sum, { retries }) => sum + retries, 0),
    wrong,
  }
}

/** `there`: the captions of its post in the feed of its account. */
function faultsOf(
  { username, caption, status, reason }: Execution,
  there: readonly string[],
  expected: string | undefined,
): string[] {
  const about = `${keyOf({ username, caption })} (${status}: ${reason ?? ''})`
  // The outcome of an unknown one stays open: a person would check.
  const mayBe = status === 'unknown' ? there.length : status === 'success' ? 1 : 0
  return [
    ...(ENDED.has(status) ? [] : [`${about} has not ended`]),
    ...(status === 'success' || reason ? [] : [`${about} does not say why`]),
    ...(there.length === mayBe ? [] : [`${about} is there ${there.length} times`]),
    ...there
      .filter((text) => text !== expected)
      .map((text) => `${about} has the caption ${JSON.stringify(text)}`),
  ]
}

/**
 * Returns the caption as the stand-in translates it: it replaces each word with a word of the
 * language.
 */
const expectedCaption = (post: PlannedPost, language: string): string =>
  language === LANGUAGE ? captionOf(post) : pseudoTranslate(captionOf(post), language)

const keyOf = ({ username, caption }: { username: string; caption: string }): string =>
  `@${username} ${postOf(caption)}`

async function readExecutions({ db }: World): Promise<Execution[]> {
  const { rows } = await sql<Execution>`
    select username, caption, status, error_message as reason, retry_count as retries, posted_at, due_at
    from executions order by id`.execute(db)
  return rows
}

function listPublished({ instagram, graph, accounts }: World) {
  return accounts.flatMap(({ username, route }) =>
    route === 'private'
      ? instagram.control
          .published(username)
          .map(({ caption, form }) => ({ username, caption: caption ?? String(form['caption']) }))
      : graph.control.truth
          .posts(username)
          .filter(({ source }) => source !== undefined)
          .map(({ caption }) => ({ username, caption })),
  )
}

function countBy<Item>(items: readonly Item[], of: (item: Item) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, of)].map(([name, some]) => [name, some.length]))
}
