import { LANGUAGES } from '../../base/languages.ts'
import { Timestamp, z } from '../../http/router.ts'
import { REPORT_CHANNELS } from './store/reports.ts'

export const tags = ['outgoing']

const settings = {
  weekday: z.int().min(1).max(7).openapi({ description: '1 is Monday' }),
  hour: z.int().min(0).max(23).openapi({ description: 'In the time zone of the campaign' }),
  channels: z
    .array(z.enum(REPORT_CHANNELS))
    .min(1)
    .transform((channels) => [...new Set(channels)])
    .openapi({ description: 'Those of the team that take it' }),
  language: z.enum(LANGUAGES).openapi({ description: 'Of its sentences' }),
  has_link: z.boolean().openapi({
    description:
      'Whether messages have a link that opens without signing in, and shows no prices; else ' +
      'they have the address of the console',
  }),
}

/** The settings in a request: missing ones stay, or have their default when a report begins. */
export const ReportChange = z.strictObject(settings).partial().openapi('CampaignReportChange')
export type ReportChange = z.output<typeof ReportChange>

const Send = z.object({
  channel: z.enum(REPORT_CHANNELS),
  due_at: Timestamp,
  is_last: z.boolean(),
  state: z.enum(['waiting', 'sent', 'failed']),
  attempts: z.int().openapi({ description: 'Those that were answered' }),
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  ended_at: Timestamp.nullable(),
})

export const ReportView = z
  .object({
    campaign: z.object({ id: z.uuid(), name: z.string() }),
    is_set: z.boolean().openapi({ description: 'If not, the settings are those it begins with' }),
    ...settings,
    channels: z.array(z.enum(REPORT_CHANNELS)),
    time_zone: z.string(),
    offered: z
      .array(z.enum(REPORT_CHANNELS))
      .openapi({ description: 'The channels that the team has' }),
    next_at: Timestamp.nullable().openapi({ description: 'Null once the last one was sent' }),
    is_next_last: z.boolean().openapi({ description: 'The next one comes after the end' }),
    sends: z.array(Send).openapi({ description: 'The newest ones' }),
    updated_at: Timestamp.nullable(),
  })
  .openapi('CampaignReport')
