import { invalidField, InvalidInputError } from '../../base/errors.ts'
import { lockExclusive } from '../../db/locks.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { unchecked } from '../../db/row-check.ts'
import { changeList, findCreators, getList, insertList } from '../lists/index.ts'
import type { CampaignChange, NewCampaign } from './campaign-view.ts'
import {
  beginOf,
  getCampaign,
  storeCampaign,
  windowOf,
  type CampaignFields,
  type CampaignRow,
} from './store/campaigns.ts'
import { tieStored } from './tie.ts'
import { codesTaken, storeCodes, type CampaignCode } from './store/codes.ts'

const EMPTY: CampaignFields = {
  client: null,
  handles: [],
  mentions: [],
  hashtags: [],
  links: [],
  starts_at: null,
  time_zone: 'UTC',
  disclosures: { label: false, words: {} },
  daily_requests: null,
}

/** Called with the id of the list after its set-up was written, in the same transaction. */
type Afterwards = (tx: Tx, listId: string) => Promise<void>

/**
 * Makes a list that is a campaign. Throws ConflictError for a taken name, and InvalidInputError at
 * the field of what cannot be.
 */
export async function createCampaign(
  db: Db,
  { name, description = null, ...fields }: NewCampaign,
  { userId, timeZone }: { userId: string | null; timeZone: string },
): Promise<CampaignRow> {
  return await db.transaction().execute(async (tx) => {
    await lockExclusive(tx, 'list_names')
    await lockExclusive(tx, 'campaign_codes')
    const before = { ...EMPTY, time_zone: timeZone, ends_at: null }
    const window = await readWindow(tx, before, fields)
    const list = await insertList(tx, {
      name,
      description,
      is_campaign: true,
      ends_at: window.ends_at,
    })
    await store(tx, list.id, { before, fields, window, userId })
    return await getCampaign(tx, list.id)
  })
}

/**
 * Changes a campaign; a list that is none becomes one. Throws NoSuchRecordError, and what
 * `createCampaign` throws.
 */
export async function updateCampaign(
  db: Db,
  listId: string,
  { name, description, ...fields }: CampaignChange,
  {
    userId,
    check = unchecked,
    afterwards,
  }: { userId: string | null; check?: (tx: Tx) => Promise<void>; afterwards: Afterwards },
): Promise<CampaignRow> {
  return await db.transaction().execute(async (tx) => {
    await lockExclusive(tx, 'list_names')
    await lockExclusive(tx, 'campaign_codes')
    const list = await getList(tx, listId)
    await changeList(tx, list.id, { is_campaign: true })
    await check(tx)
    const before = await getCampaign(tx, list.id)
    const window = await readWindow(tx, before, fields)
    await changeList(tx, list.id, { name, description, ends_at: window.ends_at })
    await store(tx, list.id, { before, fields, window, userId })
    await afterwards(tx, list.id)
    return await getCampaign(tx, list.id)
  })
}

/**
 * Checks the window of a list that was changed as a list, as a change of its campaign does, and
 * ties what is stored by it. Throws InvalidInputError at the end.
 */
export async function checkListWindow(tx: Tx, listId: string): Promise<void> {
  const list = await getList(tx, listId)
  if (!list.is_campaign) return
  await lockExclusive(tx, 'campaign_codes')
  // Before the campaign is read: PostgreSQL refuses a range that ends before it begins.
  refuseBackwards({ starts_at: await beginOf(tx, listId), ends_at: list.ends_at }, 'ends_at')
  const { codes } = await getCampaign(tx, listId)
  await refuseTakenCodes(tx, listId, {
    codes: codes.map(({ code }) => code),
    field: () => 'ends_at',
  })
  await tieStored(tx, { listId })
}

type Fields = Omit<CampaignChange, 'name' | 'description'>
type Before = CampaignFields & { ends_at: Date | null }
type Window = { starts_at: Date | null; ends_at: Date | null }

async function readWindow(tx: Tx, before: Before, fields: Fields): Promise<Window> {
  const { starts_at, ends_at, time_zone } = fields
  const window = await windowOf(tx, {
    starts: starts_at === undefined ? before.starts_at : starts_at,
    ends: ends_at === undefined ? before.ends_at : ends_at,
    timeZone: time_zone ?? before.time_zone,
  })
  refuseBackwards(window, ends_at === undefined ? 'starts_at' : 'ends_at')
  return window
}

function refuseBackwards({ starts_at, ends_at }: Window, field: 'starts_at' | 'ends_at'): void {
  if (starts_at && ends_at && ends_at <= starts_at)
    throw invalidField(field, 'the window would end before it begins', { code: 'ends_early' })
}

type Stored = { before: Before; fields: Fields; window: Window; userId: string | null }

async function store(tx: Tx, listId: string, { before, fields, window, userId }: Stored) {
  const { codes, starts_at: _starts, ends_at: _ends, ...rest } = fields
  const { ends_at: _before, ...old } = before
  const all: CampaignFields = { ...pick(old), ...defined(rest), starts_at: window.starts_at }
  await storeCampaign(tx, listId, all, userId)
  if (codes !== undefined) await storeCodes(tx, listId, await readCodes(tx, codes))
  const own = codes ?? (await getCampaign(tx, listId)).codes
  await refuseTakenCodes(tx, listId, {
    codes: own.map(({ code }) => code),
    field: codes === undefined ? () => 'ends_at' : (place) => `codes.${place}.code`,
  })
}

const pick = (fields: CampaignFields): CampaignFields => ({
  client: fields.client,
  handles: fields.handles,
  mentions: fields.mentions,
  hashtags: fields.hashtags,
  links: fields.links,
  starts_at: fields.starts_at,
  time_zone: fields.time_zone,
  disclosures: fields.disclosures,
  daily_requests: fields.daily_requests,
})

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>

async function readCodes(
  tx: Tx,
  codes: NonNullable<CampaignChange['codes']>,
): Promise<CampaignCode[]> {
  const twice = codes.findIndex(
    ({ code }, place) => codes.findIndex((other) => other.code === code) < place,
  )
  if (twice !== -1)
    throw invalidField(`codes.${twice}.code`, 'is there twice', { code: 'given_twice' })
  const found = await findCreators(
    tx,
    codes.flatMap(({ blog }) => blog ?? []),
  )
  const byName = new Map(found.map((each) => [each.text, each]))
  return codes.map(({ code, blog }, place) => {
    const creator = blog === null ? null : byName.get(blog)
    if (creator && 'reason' in creator)
      throw invalidField(`codes.${place}.blog`, creator.reason, { code: 'unknown_creator' })
    return { code, blog_id: creator?.id ?? null }
  })
}

async function refuseTakenCodes(
  tx: Tx,
  listId: string,
  { codes, field }: { codes: readonly string[]; field: (place: number) => string },
): Promise<void> {
  const taken = await codesTaken(tx, listId, codes)
  const problems = codes.flatMap((code, place) => {
    const other = taken.get(code)
    if (other === undefined) return []
    const reason = `${code} is a code of the campaign '${other.name}'`
    return [{ field: field(place), reason, code: 'code_taken' as const, candidates: [other] }]
  })
  const [first] = problems
  if (first) throw new InvalidInputError(`${first.field}: ${first.reason}`, problems)
}
