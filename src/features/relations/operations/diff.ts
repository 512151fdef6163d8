import type { Db } from '../../../db/handles.ts'
import { ConflictError, invalidField, NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { MemberList } from '../../../platforms/member-reader.ts'
import type { Services } from '../../services.ts'
import { CHANGES, ChangeView, type Change } from '../change-view.ts'
import { listKind } from '../member-view.ts'
import { getTarget, type CheckTarget } from '../store/checks.ts'
import {
  findEarlierCheck,
  listChanges,
  undeterminedReason,
  type ComparedLists,
} from '../store/diff.ts'
import { getLists, isComplete, type ListFacts } from '../store/member-answers.ts'

const Side = z.object({
  id: z.uuid(),
  created_at: Timestamp,
  complete: z.boolean().openapi({ description: 'Of this list' }),
  collected: z.int(),
})
type Side = z.output<typeof Side>

const Diff = z
  .object({
    ...pageOf(ChangeView).shape,
    kind: listKind,
    earlier: Side,
    later: Side,
    undetermined: z
      .array(z.object({ change: z.enum(CHANGES), reason: z.string() }))
      .openapi({ description: 'Changes that are unknown because a list is incomplete' }),
  })
  .openapi('RelationDiff')

/** The requested change needs a complete list. */
class ListIncompleteError extends ConflictError {
  override readonly code: string = 'list_incomplete'
}

const operation = operationsFor<Pick<Services, 'db'>>()

/** Changes from one check of a target to a later one. */
export const diffOperations = {
  diffRelationCheck: operation.get({
    path: '/api/relations/{id}/diff',
    access: 'creators:read',
    summary: 'People who joined, left or changed name since an earlier check',
    description:
      'Compares one list of two checks of the same target. `new` needs a complete list in the ' +
      'earlier check, `gone` a complete list in the later one; `undetermined` names the ' +
      'changes that are unknown. A request for such a change alone is a conflict.',
    params: z.object({ id: z.uuid() }),
    query: z.strictObject({
      with: z
        .uuid()
        .optional()
        .openapi({ description: 'The earlier check; without it the last one of the same target' }),
      kind: listKind.optional().openapi({
        description: 'Which list; without it followers, if the check has read them',
      }),
      change: z.enum(CHANGES).optional(),
      ...pageFields,
    }),
    answer: Diff,
    success: 'A page of changes',
    refusals: {
      404: 'No such check, or no earlier one',
      409: 'A list is incomplete, so the change is unknown',
      422: 'The checks cannot be compared',
    },
    async run({ params: { id }, query }, { db }) {
      const { with: earlierId, kind, change, ...page } = query
      const [after] = readCursor(page, z.tuple([z.string()])) ?? []
      const { lists, earlier, later } = await compare(db, { id, earlierId, kind })
      const undetermined = CHANGES.flatMap((each) => {
        const reason = undeterminedReason(each, lists)
        return reason === undefined ? [] : [{ change: each, reason }]
      })
      const refused = undetermined.find((each) => each.change === change)
      if (refused)
        throw new ListIncompleteError(`it is unknown who is ${change}: ${refused.reason}`)
      const changes: readonly Change[] = change === undefined ? CHANGES : [change]
      const { limit, offset } = page
      const rows = await listChanges(db, lists, changes, { limit: limit + 1, offset, after })
      const cut = cutPage(rows, limit, { key: (row) => [row.platform_id] })
      return { ...cut, kind: lists.newer.kind, earlier, later, undetermined }
    },
  }),
}

/** The same list of the check and of an earlier one of its target. */
async function compare(
  db: Db,
  request: { id: string; earlierId: string | undefined; kind: MemberList | undefined },
): Promise<{ lists: ComparedLists; earlier: Side; later: Side }> {
  const { id } = request
  const newerLists = await getLists(db, id)
  const kind = request.kind ?? (newerLists.followers ? 'followers' : 'following')
  const newer = newerLists[kind]
  if (!newer)
    throw invalidField('kind', `the check has not read who is in ${kind}`, { code: 'list_unread' })
  const check = await getTarget(db, id)
  const { platform_id } = check
  if (platform_id === null) throw new ConflictError('the check has not begun to read yet')
  const earlierId = request.earlierId ?? (await findEarlierCheck(db, { id, platform_id }, kind))
  if (earlierId === undefined)
    throw new NoSuchRecordError(`no earlier check of this target has read its ${kind}`)
  const before = await getTarget(db, earlierId)
  if (before.platform_id !== platform_id)
    throw invalidField('with', 'is a check of another target', { code: 'unknown_value' })
  if (before.id >= check.id)
    throw invalidField('with', 'is not an earlier check: ask the other way round', {
      code: 'range_backwards',
    })
  const older = (await getLists(db, earlierId))[kind]
  if (!older)
    throw invalidField('with', `is a check that has not read ${kind}`, { code: 'list_unread' })
  return { lists: { older, newer }, earlier: sideOf(before, older), later: sideOf(check, newer) }
}

const sideOf = ({ id, created_at }: CheckTarget, list: ListFacts): Side => ({
  id,
  created_at: created_at.toISOString(),
  complete: isComplete(list),
  collected: list.collected,
})
