import type { MemberList } from '../../../platforms/member-reader.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { pagesFor } from '../estimate.ts'
import { truncatedLists } from '../store/truncated-lists.ts'
import { listsOf } from '../store/lists.ts'
import { readList } from './read-list.ts'

type ProbedCheck = {
  checkId: string
  platformId: string
  max: number | null
  /** The counts of the profile; null when hidden. */
  expected: Readonly<Record<MemberList, number | null>>
  /** Requests above which a check needs confirmation. */
  limit: number
}

/**
 * Reads the first page of the lists that take many requests, before a person is asked for them: of
 * some targets Instagram shows only about 50 people. Stops at the first list that alone needs the
 * confirmation. Returns the lists of which only few are shown, and those that were read and go on.
 */
export async function probeLists(
  { checkId, platformId, max, expected, limit }: ProbedCheck,
  context: TaskContext<Services>,
): Promise<{ few: Set<MemberList>; open: MemberList[] }> {
  const { db } = context.services
  const probed: MemberList[] = []
  for (const list of await listsOf(db, checkId)) {
    const pages = pagesFor(expected[list.kind], max)
    if (list.state === 'incomplete' || list.state === 'complete' || pages === 1) continue
    if (list.new_since !== null) continue
    await readList({ checkId, platformId, max, list, resume: undefined, isProbe: true }, context)
    probed.push(list.kind)
    const few = truncatedLists(await listsOf(db, checkId))
    if (!few.has(list.kind) && pages > limit) break
  }
  const few = truncatedLists(await listsOf(db, checkId))
  return { few, open: probed.filter((kind) => !few.has(kind)) }
}
