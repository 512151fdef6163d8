import { sql } from 'kysely'
import type { Member, MembersPageRead } from '../../platforms/member-reader.ts'
import type { TargetTrouble } from '../../platforms/target-trouble.ts'
import { erasedFingerprint, type SentRequests } from '../checks/index.ts'
import { personIn, placesOf, type PersonList, type PlannedPerson, type Question } from './plan.ts'
import { ask, noList, store, type PairRun, type Write } from './steps.ts'
import {
  countMembers,
  deleteMembers,
  markTried,
  storeAnswers,
  storeMembers,
  updatePerson,
  type PairState,
} from './store.ts'

/** A question on the list, and the person whom the list would contain. */
type Asked = Question & { member: PlannedPerson }
type Reading = { run: PairRun; list: PersonList; open: Set<Asked> }

/** No open question is left on the list. */
class ListAnsweredError extends Error {}

/**
 * Reads a list in full, or on from the checkpoint, for all questions on it. Each page is one
 * transaction with its answers and the checkpoint. Stops early when every question is answered, and
 * pauses after the pages of one run.
 */
export async function readList(
  run: PairRun,
  { people, open }: PairState,
  list: PersonList,
): Promise<void> {
  const { db, config, memberReader } = run.context.services
  if (!isSame(run.checkpoint.list, list)) {
    run.checkpoint = { list, state: null }
    await run.context.checkpoint(run.checkpoint, async (tx) => {
      await deleteMembers(tx, run.id, list)
    })
  }
  const reading: Reading = { run, list, open: questionsOn(list, people, open) }
  const { platformId, lengths } = personIn(people, list.person)
  await ask(
    run,
    async (call, sent) => {
      const outcome = await memberReader.readMembers(
        { platformId: platformId ?? '' },
        list.kind,
        {
          expected: lengths[list.kind],
          collected: await countMembers(db, run.id, list),
          pages: config.relationPagesAtOnce - run.steps,
          onPage: async (page) => await storePage(reading, page, sent),
        },
        {
          ...call,
          async save(state) {
            run.checkpoint = { list, state }
            await store(run, sent)
          },
        },
      )
      if (outcome.kind === 'paused') return undefined
      return end(reading, outcome.kind === 'complete' ? null : outcome.reason)
    },
    (error) => (error instanceof ListAnsweredError ? end(reading, 'answered') : undefined),
    run.checkpoint.state,
  )
}

function questionsOn(
  list: PersonList,
  people: PairState['people'],
  open: readonly Question[],
): Set<Asked> {
  const asked = open.flatMap(({ follower, followed }) => {
    const places = placesOf({ follower, followed }).filter((place) => isSame(place.list, list))
    return places.map(({ member }) => ({ follower, followed, member: personIn(people, member) }))
  })
  return new Set(asked)
}

async function storePage(
  { run, list, open }: Reading,
  { members, state }: MembersPageRead,
  sent: SentRequests,
): Promise<{ added: number }> {
  const { id, context } = run
  const found = [...open].filter(({ member }) => members.some((each) => isPerson(each, member)))
  let added = 0
  run.checkpoint = { list, state }
  await store(run, sent, async (tx) => {
    const erased = await context.services.erasures.erasedOf(tx, members)
    const stored = members.map((member) =>
      erased.has(member) ? `~${erasedFingerprint(id, member.platformId)}` : member.platformId,
    )
    added = await storeMembers(tx, id, list, stored)
    await storeAnswers(tx, id, answersOf(found, 'yes'))
  })
  run.steps += 1
  for (const each of found) open.delete(each)
  if (open.size === 0) throw new ListAnsweredError('no open question is left on the list')
  return { added }
}

/** Ends the reading: a person who was not on a complete list is not in it. */
function end({ run, list, open }: Reading, reason: string | null): Write {
  const { id } = run
  run.checkpoint = noList
  return async (tx) => {
    await deleteMembers(tx, id, list)
    if (reason === null) return await storeAnswers(tx, id, answersOf([...open], 'no'))
    await markTried(tx, id, [...open], { ways: [], why: reason })
    await updatePerson(tx, id, list.person, {
      unreadable_lists: sql`unreadable_lists || ${list.kind}::text`,
      ...(TROUBLES.has(reason) && { trouble: reason }),
    })
  }
}

const answersOf = (asked: readonly Asked[], answer: 'yes' | 'no') =>
  asked.map(({ follower, followed }) => ({ follower, followed, answer, basis: 'list' as const }))

const isPerson = (member: Member, { platformId, username }: PlannedPerson): boolean =>
  platformId === null ? member.username === username : member.platformId === platformId

const isSame = (one: PersonList | null, other: PersonList): boolean =>
  one?.person === other.person && one.kind === other.kind

/** Reasons that concern both lists of a person. */
const TROUBLES: ReadonlySet<string> = new Set([
  'target_private',
  'target_restricted',
  'target_gone',
  'target_quarantined',
] satisfies TargetTrouble[])
