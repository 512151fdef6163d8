import { z } from 'zod'
import type { ApiClient } from '../../cli/api-client.ts'
import { command, type Command, type Input } from '../../cli/command.ts'
import { flag, moment, orNone, text, texts } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { pathOf, POST, SHOWN } from './on-post-command.ts'

/** What publishing may ask for. */
export const LANGUAGE = {
  language: orNone(
    text('CODE', 'of the caption, by ISO 639-1, as in ru; gramd reads it itself where it is sure'),
  ),
  'as-is': texts('KEY', 'languages and ids of accounts that get it as it is written', 'as_is'),
} as const

const Going = z.object({
  status: z.string(),
  scheduled_at: z.string().nullable(),
  time_zone: z.string().nullable(),
})

/** What follows before it is published. */
const HOLDS: Readonly<Record<string, string>> = {
  translating: 'Its caption is being translated first.',
  review: 'It waits for review: confirm its captions (gramd posts captions POST).',
}

function howItGoes(post: unknown): string {
  const { status } = Going.parse(post)
  return HOLDS[status] ?? 'Publishing it.'
}

/** When it goes out, in the zone that was named, and what it waits for before. */
function whenItGoes(post: unknown): string {
  const { status, scheduled_at: at, time_zone: zone } = Going.parse(post)
  if (at === null) return 'Scheduled it.'
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone ?? 'UTC',
  })
  const when = `Scheduled it for ${format.format(new Date(at))} (${zone ?? 'UTC'}).`
  return [when, HOLDS[status] ?? []].flat().join('\n')
}

/** Stores what the author says of the language before the post goes out. */
async function sayLanguage(api: ApiClient, input: Input<typeof LANGUAGE>): Promise<void> {
  const { language, 'as-is': asIs } = input.options
  if (language === undefined && asIs === undefined) return
  await api.send('PATCH', pathOf(input), { language, as_is: asIs })
}

/** How a post goes out: now, or at a time. */
export const PUBLISH_COMMANDS: readonly Command[] = [
  command({
    name: 'posts publish',
    summary: 'publish it on its accounts, one after another; what is missing is translated first',
    words: [{ ...POST, field: 'id' }],
    options: LANGUAGE,
    view: { says: howItGoes, fields: SHOWN },
    async run(api, input) {
      await sayLanguage(api, input)
      return await api.send('POST', `${pathOf(input)}/publish`)
    },
  }),
  command({
    name: 'posts schedule',
    summary: 'publish it at a time, or take its time away',
    words: [{ ...POST, field: 'id' }],
    options: {
      ...LANGUAGE,
      at: moment('when, as in 2026-12-24T18:00:00+05:00'),
      clear: flag('take its time away: it is a draft again'),
      zone: text('ZONE', 'in which the time is shown, as in Asia/Almaty', 'time_zone'),
    },
    view: {
      says: (post, { options }) => (options.clear ? 'It has no time any more.' : whenItGoes(post)),
      fields: ['id', 'status', 'scheduled_at', 'time_zone'],
    },
    async run(api, input) {
      const { at, clear, zone } = input.options
      if ((at === undefined) !== clear)
        throw new UsageError('name the time with --at, or take it away with --clear')
      await sayLanguage(api, input)
      return await api.send('POST', `${pathOf(input)}/schedule`, {
        at: at ?? null,
        time_zone: zone,
      })
    },
  }),
]
