import type { Tx } from '../../db/database.ts'
import type {
  Member,
  MembersEvent,
  MembersOutcome,
  MembersPageRead,
} from '../../platforms/members.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'
import { countPage, endList, insertEvents, type StoredList } from './checks-store.ts'
import { storeMembers } from './members-store.ts'

type Reading = {
  /** Of the check. */
  id: string
  platformId: string
  max: number | null
  list: StoredList
  /** The platform's own state of the list, or undefined to begin. */
  state: unknown
}

/**
 * Reads a list on, each page stored together with where it goes on. `ended` when nothing more is to be had of it; `paused`
 * after as many pages as one check may read at a time.
 */
export async function readList(
  reading: Reading,
  context: TaskContext<Services>,
): Promise<'ended' | 'paused'> {
  const { id, list, max } = reading
  const { kind } = list
  const { platform, config } = context.services
  const news: MembersEvent[] = []
  let collected = list.collected
  const told = () =>
    news.map(({ kind: event, ...data }) => ({ event, data: { list: kind, ...data } }))
  /** One transaction with the checkpoint; what has happened since the last one is told in it. */
  const store = async (state: unknown, writes?: (tx: Tx) => Promise<void>): Promise<void> => {
    const events = told()
    await context.checkpoint({ list: kind, state }, async (tx) => {
      await writes?.(tx)
      await insertEvents(tx, id, events)
    })
    news.splice(0, events.length)
  }
  const onPage = async (page: MembersPageRead): Promise<{ added: number }> => {
    let added = 0
    await store(page.state, async (tx) => {
      const members = await withoutErased(tx, context.services, page.members)
      const { account, requests, reading: round } = page.progress
      added = await storeMembers(tx, id, kind, members, round)
      await countPage(tx, id, { list: kind, added, account, requests, reading: round })
    })
    collected += added
    const { account, pages, requests } = page.progress
    await context.progress({
      done: collected,
      total: Math.max(collected, list.expected ?? 0),
      list: kind,
      pages,
      requests,
      account,
    })
    return { added }
  }
  const outcome: MembersOutcome = await platform.readMembers(
    { platformId: reading.platformId },
    kind,
    {
      expected: list.expected,
      collected: list.collected,
      pages: config.RELATION_PAGES_AT_ONCE,
      ...(max === null ? {} : { max }),
      onPage,
      onEvent: (event) => news.push(event),
    },
    {
      signal: context.signal,
      resume: reading.state,
      save: async (state) => await store(state),
      onAccount: (account) => context.note({ account }),
    },
  )
  if (outcome.kind === 'paused') return 'paused'
  const { expected } = outcome
  const reason = outcome.kind === 'complete' ? null : outcome.reason
  await context.checkpoint({ list: kind, state: null }, async (tx) => {
    await endList(tx, id, kind, { reason, expected })
    const because = outcome.kind === 'complete' ? { because: outcome.because } : { reason }
    const event = reason === null ? 'list_complete' : 'list_incomplete'
    const data = { list: kind, collected: outcome.collected, expected, ...because }
    await insertEvents(tx, id, [...told(), { event, data }])
  })
  return 'ended'
}

/** Whoever was erased is not stored again, not even as a name in a list. */
async function withoutErased(
  tx: Tx,
  { erasures }: Pick<Services, 'erasures'>,
  members: readonly Member[],
): Promise<Member[]> {
  const { platformIds, usernames } = await erasures.erasedAmong(tx, {
    platformIds: members.map((member) => member.platformId),
    usernames: members.map((member) => member.username),
  })
  return members.filter(
    (member) => !platformIds.has(member.platformId) && !usernames.has(member.username),
  )
}
