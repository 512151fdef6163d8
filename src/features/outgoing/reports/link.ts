import { decrypt, encrypt } from '../../../base/crypto.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { createShare, isShareOpen, MAX_DAYS, revokeShare, sharePath } from '../../shares/index.ts'
import type { Services } from '../../services.ts'
import type { ReportRow } from '../store/reports.ts'

const DAY_MS = 86_400_000
/** Days after the end of a campaign for which its report can be opened. */
const DAYS_AFTER_END = 60

const placeOf = (listId: string) => ({ table: 'campaign_reports', row: listId, column: 'link' })

type Linked = Pick<ReportRow, 'list_id' | 'share_id' | 'link'>
type Parts = { db: Db; config: Pick<Services['config'], 'encryptionKeys' | 'publicUrl'> }

/** Whether the link of a report opens. */
export async function isLinkOpen(db: Db, { share_id: id }: Linked): Promise<boolean> {
  return id !== null && (await isShareOpen(db, id))
}

/**
 * The address of the whole report: its link while that opens, else the page of the console;
 * undefined without GRAMD_PUBLIC_URL.
 */
export async function reportLink(
  { db, config: { encryptionKeys, publicUrl } }: Parts,
  report: Linked,
): Promise<string | undefined> {
  if (publicUrl === undefined) return undefined
  const { list_id: listId, link } = report
  if (link === null || !(await isLinkOpen(db, report)))
    return new URL(`/console/campaigns/${listId}`, publicUrl).href
  return new URL(sharePath(decrypt(encryptionKeys, placeOf(listId), link)), publicUrl).href
}

type NewLink = {
  listId: string
  endsAt: Date | null
  now: Date
  language: string
  userId: string | null
}

/** Makes a link to the report of a campaign, which shows no prices. */
export async function makeLink(
  tx: Tx,
  { encryptionKeys }: Pick<Services['config'], 'encryptionKeys'>,
  { listId, endsAt, now, language, userId }: NewLink,
): Promise<{ share_id: string; link: Buffer }> {
  const longest = new Date(now.getTime() + MAX_DAYS * DAY_MS)
  const wished = endsAt && new Date(endsAt.getTime() + DAYS_AFTER_END * DAY_MS)
  const { id, token } = await createShare(tx, {
    kind: 'page',
    csvRows: 'members',
    subject: 'campaign',
    blogIds: [],
    listId,
    viewId: null,
    showPrices: false,
    language,
    passwordHash: null,
    endsAt: wished !== null && wished > now && wished < longest ? wished : longest,
    createdBy: userId,
  })
  return { share_id: id, link: encrypt(encryptionKeys, placeOf(listId), token) }
}

/** Ends the link of a report. */
export async function endLink(tx: Tx, { share_id: id }: Pick<Linked, 'share_id'>): Promise<void> {
  if (id !== null) await revokeShare(tx, id)
}
