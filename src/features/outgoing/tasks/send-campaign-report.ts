import { z } from 'zod'
import type { Message, TeamChannel } from '../../../alerts/channel.ts'
import { createChannels } from '../../../alerts/channels.ts'
import { raiseAlert } from '../../../alerts/raise.ts'
import { TransientError, AppError, type Disposition } from '../../../base/errors.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { defineTask } from '../../../queue/task-type.ts'
import { getCampaign, readCampaignResults, summaryOf } from '../../campaigns/index.ts'
import type { Services } from '../../services.ts'
import { OUTGOING_ALERTS } from '../declare.ts'
import { reportLink } from '../reports/link.ts'
import { findReport } from '../store/reports.ts'
import { failSends, findSend, recordSend, type SendRow } from '../store/sends.ts'
import { writeReport } from '../texts/report-message.ts'

const Payload = z.object({ send_id: z.uuid() })
const Result = z.object({ status: z.enum(['sent', 'gone']) })
type Result = z.output<typeof Result>

/** A channel refused the report in a way that no further attempt changes. */
class ReportRefusedError extends AppError {
  readonly code = 'report_refused'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 502
}

/** Sends a weekly report of a campaign through one channel of the team. */
export const sendCampaignReport = defineTask<Services, z.output<typeof Payload>, Result>({
  name: 'send_campaign_report',
  summary: 'Sends a weekly report of a campaign through the webhook or Telegram of the team.',
  access: { read: 'lists:read', write: 'lists:write' },
  payload: Payload,
  result: Result,
  priority: 4,
  attempts: 8,
  backoffMinutes: [1, 5, 15, 60, 240],
  resource: 'none',
  share: 'upkeep',
  dedupeKey: ({ send_id }) => send_id,
  async handle({ payload: { send_id: id } }, { services, signal, note }) {
    const { db } = services
    const send = await findSend(db, id)
    const message = send?.state === 'waiting' ? await writeMessage(services, send) : undefined
    if (!send || !message) return { kind: 'done', result: { status: 'gone' } }
    note({ channel: send.channel })
    const status = await deliver(db, { send, message, channel: channelOf(services, send), signal })
    return {
      kind: 'done',
      result: { status: 'sent' },
      commit: async (tx) => await recordSend(tx, id, { status, error: null, isSent: true }),
    }
  },
  async onRelease(tx, releases) {
    const ended = releases.filter(({ status }) => status !== 'pending')
    const ids = ended.map(({ payload }) => Payload.parse(payload).send_id)
    if (ids.length > 0) await alertOf(tx, await failSends(tx, ids))
  },
})

const channelOf = ({ config }: Pick<Services, 'config'>, { channel }: SendRow) =>
  createChannels(config).find(({ name }) => name === channel)

/** Returns the status of the answer. Throws when the channel refused, having stored why. */
async function deliver(
  db: Db,
  attempt: {
    send: SendRow
    message: Message
    channel: TeamChannel | undefined
    signal: AbortSignal
  },
): Promise<number> {
  const { send, message, channel, signal } = attempt
  const answer = channel
    ? await channel.send(message, signal)
    : {
        delivered: false as const,
        status: null,
        error: 'the team has no such channel',
        final: true,
      }
  if (answer.delivered) return answer.status
  const { status, error, final } = answer
  await recordSend(db, send.id, { status, error, isSent: false })
  if (final) throw new ReportRefusedError(`${send.channel}: ${error}`)
  throw new TransientError(`${send.channel}: ${error}`)
}

/** The report as it is now; undefined when it was taken away. */
async function writeMessage(
  { db, clock, config }: Pick<Services, 'db' | 'clock' | 'config'>,
  send: SendRow,
): Promise<Message | undefined> {
  const report = await findReport(db, send.list_id)
  if (!report) return undefined
  const campaign = await getCampaign(db, send.list_id)
  const results = await readCampaignResults(db, send.list_id, { now: clock.now() })
  const { title, items } = writeReport({
    summary: summaryOf(campaign, results),
    language: report.language,
    isLast: send.is_last,
    link: await reportLink({ db, config }, report),
  })
  return {
    id: send.id,
    kind: 'campaign_report',
    cause: `campaign:${send.list_id}`,
    severity: 'info',
    title,
    count: items.length,
    items,
    first_at: send.due_at,
    last_at: send.due_at,
  }
}

/** Alerts operators of reports that no attempt is left for, each campaign once. */
async function alertOf(tx: Tx, failed: readonly SendRow[]): Promise<void> {
  for (const [listId, some] of Map.groupBy(failed, ({ list_id }) => list_id))
    await raiseAlert(tx, {
      ...OUTGOING_ALERTS.campaign_report_failed,
      cause: `campaign:${listId}`,
      items: some.map(({ channel, due_at, last_status, last_error }) => ({
        campaign_id: listId,
        channel,
        due_at,
        status: last_status,
        error: last_error,
      })),
      count: some.length,
    })
}
