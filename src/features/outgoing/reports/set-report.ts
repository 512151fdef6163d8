import { invalidField } from '../../../base/errors.ts'
import { findLanguage } from '../../../base/languages.ts'
import { channelNames } from '../../../alerts/channels.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { getCampaign } from '../../campaigns/index.ts'
import type { Services } from '../../services.ts'
import type { ReportChange } from '../report-view.ts'
import { findReport, putReport, REPORT_CHANNELS, type ReportChannel } from '../store/reports.ts'
import { listSends } from '../store/sends.ts'
import { endLink, isLinkOpen, makeLink } from './link.ts'
import { nextReport } from './next-report.ts'

export type ReportParts = Pick<Services, 'clock' | 'config'>

const SENDS = 20
/** A report begins on Mondays at nine. */
const BEGINNING = { weekday: 1, hour: 9, language: 'en', has_link: false }

/** The channels that the team has. */
const offeredChannels = (config: Services['config']): ReportChannel[] => {
  const names: readonly string[] = channelNames(config)
  return REPORT_CHANNELS.filter((channel) => names.includes(channel))
}

/** The report of a campaign, or how it would begin. Throws NoSuchRecordError. */
export async function getReport(db: Db, { config }: ReportParts, listId: string) {
  const { id, name, time_zone, ends_at } = await getCampaign(db, listId)
  const report = await findReport(db, listId)
  const offered = offeredChannels(config)
  const common = { campaign: { id, name }, time_zone, offered }
  if (!report)
    return {
      ...common,
      ...BEGINNING,
      is_set: false,
      channels: offered,
      next_at: null,
      is_next_last: false,
      sends: [],
      updated_at: null,
    }
  const { weekday, hour, channels, language, next_at, updated_at } = report
  const sends = await listSends(db, listId, SENDS)
  return {
    ...common,
    is_set: true,
    weekday,
    hour,
    channels,
    language,
    has_link: await isLinkOpen(db, report),
    next_at,
    is_next_last: next_at !== null && ends_at !== null && next_at >= ends_at,
    sends: sends.map(({ id: _id, list_id: _list, ...send }) => send),
    updated_at,
  }
}

/**
 * Sets the report of a campaign, or changes it: what is not sent stays. Throws NoSuchRecordError,
 * and InvalidInputError for a channel that the team has not.
 */
export async function setReport(
  tx: Tx,
  parts: ReportParts,
  { listId, change, userId }: { listId: string; change: ReportChange; userId: string | null },
): Promise<void> {
  const { clock, config } = parts
  const known = await getReport(tx, parts, listId)
  const { ends_at: endsAt, time_zone: timeZone } = await getCampaign(tx, listId)
  const weekday = change.weekday ?? known.weekday
  const hour = change.hour ?? known.hour
  const channels = change.channels ?? known.channels
  const language = change.language ?? (known.is_set ? known.language : await languageOf(tx, userId))
  refuseOthers(channels, known.offered)
  const now = clock.now()
  const link = await linkFor(tx, config, {
    listId,
    endsAt,
    now,
    language,
    userId,
    isWanted: change.has_link ?? known.has_link,
  })
  const settings = { weekday, hour, channels, language, ...link }
  const plan = {
    next_at: nextReport(settings, { endsAt, timeZone }, now),
    planned_until: endsAt,
    planned_zone: timeZone,
  }
  await putReport(tx, listId, { ...settings, ...plan }, userId)
}

function refuseOthers(channels: readonly ReportChannel[], offered: readonly ReportChannel[]): void {
  if (channels.length === 0)
    throw invalidField('channels', 'the team has none: docs/notifications.md says how to set one', {
      code: 'no_channel',
    })
  channels.forEach((channel, place) => {
    if (!offered.includes(channel))
      throw invalidField(`channels.${place}`, `the team has no ${channel}`, { code: 'no_channel' })
  })
}

/** The language of the person who sets a report. */
async function languageOf(tx: Tx, userId: string | null): Promise<string> {
  if (userId === null) return BEGINNING.language
  const row = await tx
    .selectFrom('shared.users')
    .select('language')
    .where('id', '=', userId)
    .executeTakeFirst()
  return findLanguage(row?.language) ?? BEGINNING.language
}

/** Keeps an open link, makes a wanted one, and ends one that is not wanted. */
async function linkFor(
  tx: Tx,
  config: Services['config'],
  { isWanted, ...wish }: Parameters<typeof makeLink>[2] & { isWanted: boolean },
): Promise<{ share_id: string | null; link: Buffer | null }> {
  const report = await findReport(tx, wish.listId)
  if (isWanted) {
    if (report && (await isLinkOpen(tx, report)))
      return { share_id: report.share_id, link: report.link }
    return await makeLink(tx, config, wish)
  }
  if (report) await endLink(tx, report)
  return { share_id: null, link: null }
}
