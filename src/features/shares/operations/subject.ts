import { invalidField } from '../../../base/errors.ts'
import type { Scope } from '../../../base/roles.ts'
import type { Db } from '../../../db/handles.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { ForbiddenError } from '../../../http/errors.ts'
import type { z } from '../../../http/router.ts'
import { findCreators, getList } from '../../lists/index.ts'
import type { Subject } from '../fields/share.ts'
import type { ShareRequest } from '../share-view.ts'
import { findView } from '../store/subjects.ts'

type Request = z.output<typeof ShareRequest>
export type FoundSubject = { blogIds: string[]; listId: string | null; viewId: string | null }

/** The scope that making and ending a link needs: to write what it shows. */
const scopeOf = (subject: Subject): Scope =>
  subject === 'list' || subject === 'campaign' ? 'lists:write' : 'creators:write'

/** Throws ForbiddenError. A CSV is an export, too. */
export function requireMaker(
  { scopes }: Principal,
  { subject, kind }: Pick<Request, 'subject' | 'kind'>,
): void {
  const needed = [scopeOf(subject), ...(kind === 'csv' ? (['exports:read'] as const) : [])]
  const missing = needed.find((scope) => !scopes.includes(scope))
  if (missing !== undefined) throw new ForbiddenError(missing)
}

/** Finds what a link is to show. Throws InvalidInputError, NoSuchRecordError. */
export async function findSubject(
  db: Db,
  request: Request,
  userId: string | null,
): Promise<FoundSubject> {
  refuseOthers(request)
  const { subject, list, view } = request
  const nothing = { blogIds: [], listId: null, viewId: null }
  if (subject === 'view') {
    const found = view === undefined ? undefined : await findView(db, view, userId)
    if (!found)
      throw invalidField('view', 'is no saved view of creators that you see', {
        code: 'unknown_reference',
      })
    return { ...nothing, viewId: found.id }
  }
  if (subject === 'list' || subject === 'campaign') {
    if (list === undefined) throw invalidField('list', 'is missing', { code: 'required' })
    const found = await getList(db, list)
    if (subject === 'campaign' && !found.is_campaign)
      throw invalidField('list', 'is no campaign', { code: 'not_a_campaign' })
    return { ...nothing, listId: found.id }
  }
  return { ...nothing, blogIds: await findIds(db, request) }
}

/** Refuses fields that do not go with the subject, or with a CSV. */
function refuseOthers(request: Request): void {
  const { subject, kind, rows, creators, list, view, password } = request
  const isOfCreators = subject === 'creator' || subject === 'comparison'
  const isOfList = subject === 'list' || subject === 'campaign'
  const faults = [
    { field: 'creators', is: !isOfCreators && creators.length > 0 },
    { field: 'list', is: !isOfList && list !== undefined },
    { field: 'view', is: subject !== 'view' && view !== undefined },
  ]
  const other = faults.find(({ is }) => is)
  if (other) throw invalidField(other.field, `is not of a ${subject}`, DOES_NOT_FIT)
  if (rows === 'results' && (kind !== 'csv' || subject !== 'campaign'))
    throw invalidField('rows', 'results are of the CSV of a campaign', DOES_NOT_FIT)
  if (kind === 'csv') requireTable(isOfCreators, password)
  else if (subject === 'view') throw invalidField('kind', 'a view is a CSV alone', DOES_NOT_FIT)
}

const DOES_NOT_FIT = { code: 'does_not_fit' } as const

function requireTable(isOfCreators: boolean, password: string | undefined): void {
  if (isOfCreators)
    throw invalidField('kind', 'a CSV is of a list, a campaign or a view', DOES_NOT_FIT)
  if (password !== undefined)
    throw invalidField('password', 'spreadsheets cannot give one', { code: 'no_password_here' })
}

async function findIds(db: Db, { subject, creators }: Request): Promise<string[]> {
  const found = await findCreators(db, creators)
  const ids = found.map((each, place) => {
    if ('reason' in each)
      throw invalidField(`creators.${place}`, each.reason, { code: 'unknown_creator' })
    return each.id
  })
  const distinct = [...new Set(ids)]
  if (subject === 'creator' && distinct.length !== 1)
    throw invalidField('creators', 'expected one creator', { code: 'too_many', limits: { max: 1 } })
  if (distinct.length < 2 && subject === 'comparison')
    throw invalidField('creators', 'expected two creators or more', {
      code: 'too_few',
      limits: { min: 2 },
    })
  return distinct
}
