import { z } from 'zod'
import type { ApiClient } from '../../cli/api-client.ts'
import type { Command } from '../../cli/command.ts'
import { fieldOption, operationCommand } from '../../cli/operation-command.ts'
import { callOperation } from '../../cli/operation-request.ts'
import { flag, type ValuesOf } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { POST, POST_COLUMNS } from './on-post-command.ts'

/** The options of publishing, as the fields of a post. */
export const LANGUAGE = {
  language: {
    value: 'CODE',
    about: 'of the caption, by ISO 639-1, as in ru; gramd reads it itself where it is sure',
  },
  as_is: { value: 'KEY', about: 'languages and ids of accounts that get it as it is written' },
} as const

const LANGUAGE_OPTIONS = {
  language: fieldOption('updatePost', 'language', LANGUAGE.language),
  'as-is': fieldOption('updatePost', 'as_is', LANGUAGE.as_is),
} as const

const Going = z.object({
  status: z.string(),
  scheduled_at: z.string().nullable(),
  time_zone: z.string().nullable(),
})

/** Sentences that say what happens before the post is published, by its state. */
const HOLDS: Readonly<Record<string, string>> = {
  translating: 'Its caption is being translated first.',
  review: 'It waits for review: confirm its captions (gramd posts captions POST).',
}

function howItGoes(post: unknown): string {
  const { status } = Going.parse(post)
  return HOLDS[status] ?? 'Publishing it.'
}

/** Says when the post goes out, in the zone that was named, and what it waits for before. */
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

type Said = {
  readonly fields: { readonly id?: unknown }
  readonly options: ValuesOf<typeof LANGUAGE_OPTIONS>
}

/** Stores what the author says of the language before the post goes out. */
async function sayLanguage(api: ApiClient, { fields: { id }, options }: Said): Promise<void> {
  const { language, 'as-is': as_is } = options
  if (language === undefined && as_is === undefined) return
  await callOperation(api, 'updatePost', { id, language, as_is })
}

/** Commands that publish a post: now, or at a time. */
export const PUBLISH_COMMANDS: readonly Command[] = [
  operationCommand('publishPost', {
    name: 'posts publish',
    summary: 'publish it on its accounts, one after another; what is missing is translated first',
    words: { id: POST },
    own: LANGUAGE_OPTIONS,
    view: { says: howItGoes, fields: POST_COLUMNS },
    async run({ api, send }, input) {
      await sayLanguage(api, input)
      return await send()
    },
  }),
  operationCommand('schedulePost', {
    name: 'posts schedule',
    summary: 'publish it at a time, or take its time away',
    words: { id: POST },
    options: {
      at: { about: 'when, as in 2026-12-24T18:00:00+05:00', required: false },
      time_zone: {
        option: 'zone',
        value: 'ZONE',
        about: 'in which the time is shown, as in Asia/Almaty',
      },
    },
    own: { clear: flag('take its time away: it is a draft again'), ...LANGUAGE_OPTIONS },
    view: {
      says: (post, { options }) => (options.clear ? 'It has no time any more.' : whenItGoes(post)),
      fields: ['id', 'status', 'scheduled_at', 'time_zone'],
    },
    values: ({ fields: { at } }) => ({ at: at ?? null }),
    async run({ api, send }, input) {
      if ((input.fields.at === undefined) !== input.options.clear)
        throw new UsageError('name the time with --at, or take it away with --clear')
      await sayLanguage(api, input)
      return await send()
    },
  }),
  operationCommand('wishPostTime', {
    name: 'posts wish',
    summary: 'show a draft at a time in the calendar, without publishing it then',
    words: { id: POST },
    options: { at: { about: 'when, as in 2026-12-24T18:00:00+05:00', required: false } },
    own: { clear: flag('take it out of the calendar') },
    view: {
      says: (_, { options }) =>
        options.clear ? 'The calendar shows it no more.' : 'The calendar shows it then.',
      fields: ['id', 'status', 'wished_at'],
    },
    values: ({ fields: { at } }) => ({ at: at ?? null }),
    async run({ send }, input) {
      if ((input.fields.at === undefined) !== input.options.clear)
        throw new UsageError('name the time with --at, or take it away with --clear')
      return await send()
    },
  }),
]
