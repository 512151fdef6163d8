import { fault, faultIssue, textMatching } from '../../http/fault.ts'
import { isCurrency, NO_CURRENCY } from '../../base/currency.ts'
import type { FaultCode } from '../../base/fault-codes.ts'
import { parseCreatorAddress } from '../../creators/address.ts'
import { Timestamp, z } from '../../http/router.ts'
import { isTimeZone } from '../../settings/types.ts'
import { ListName, ListReference } from '../lists/index.ts'
import { creatorText } from '../scrape/index.ts'
import { readHashtag, readLink } from './sign-texts.ts'

const MAX_SIGNS = 50
const MAX_CODES = 500
const MAX_WORDS = 30

/** Names a campaign in a path: it is a list. */
export const CampaignParams = z.strictObject({ id: ListReference })

const Handle = z
  .string()
  .max(2_000)
  .transform((text, context) => {
    const parsed = parseCreatorAddress(text)
    if ('username' in parsed) return parsed.username
    context.addIssue(faultIssue('not_a_username', parsed.reason))
    return z.NEVER
  })
  .openapi({ type: 'string', example: 'botamkids' })

const readBy = (
  read: (text: string) => string | null,
  { error, code, example }: { error: string; code: FaultCode; example: string },
) =>
  z
    .string()
    .max(2_000)
    .transform((text, context) => {
      const value = read(text)
      if (value !== null) return value
      context.addIssue(faultIssue(code, error))
      return z.NEVER
    })
    .openapi({ type: 'string', example })

const unique = <Item extends z.ZodType<string>>(item: Item) =>
  z
    .array(item)
    .max(MAX_SIGNS)
    .transform((items) => [...new Set(items)])

const Words = z.array(z.string().trim().min(1).max(60)).max(MAX_WORDS)

const countryOf = (text: z.ZodString) =>
  textMatching(text, /^[A-Z]{2}$/, fault('not_a_country', 'expected a country, such as KZ'))

const Country = countryOf(z.string().trim().toUpperCase()).openapi({
  type: 'string',
  example: 'KZ',
})

/** The disclosure that posts need. */
const Disclosures = z.strictObject({
  label: z.boolean().default(false).openapi({
    description: "Whether the platform's paid label is needed; else words do, too",
  }),
  words: z
    .record(countryOf(z.string()), Words)
    .default({})
    .openapi({
      description: 'The words that label a post, by country; the usual ones without any',
      example: { KZ: ['жарнама', 'реклама'] },
    }),
})

/** A promo code, in upper case. */
const Code = z
  .string()
  .transform((text) => text.normalize('NFC').trim().toUpperCase())
  .refine(
    (text) => /^[\p{L}\p{N}_-]{2,30}$/u.test(text),
    fault('not_a_promo_code', 'expected 2 to 30 letters, digits, - and _'),
  )
  .openapi({ type: 'string', example: 'AIGUL10' })

const MOMENT = 'expected a time with its zone, as 2026-12-31T00:00:00Z, or a day'

const isMoment = (text: string): boolean =>
  z.union([z.iso.datetime({ offset: true }), z.iso.date()]).safeParse(text).success

/** An instant, or a day of the campaign's time zone. */
const Moment = z
  .string()
  .refine(isMoment, fault('not_a_day', MOMENT))
  .openapi({ type: 'string', example: '2026-11-16' })

const MomentOrNull = Moment.nullable().openapi({ type: ['string', 'null'] })

const fields = {
  description: z.string().trim().max(2_000).nullable(),
  client: z
    .string()
    .trim()
    .max(200)
    .nullable()
    .openapi({ description: 'For whom; the report says it' }),
  handles: unique(Handle).openapi({ description: "The brand's usernames" }),
  mentions: unique(Handle).openapi({
    description: 'Other usernames that count when a post mentions them',
  }),
  hashtags: unique(
    readBy(readHashtag, {
      error: 'expected a hashtag, such as #botamқыс',
      code: 'not_a_hashtag',
      example: '#botamқыс',
    }),
  ),
  links: unique(
    readBy(readLink, {
      error: 'expected an address, such as botam.example/qys',
      code: 'not_a_url',
      example: 'botam.example/qys',
    }),
  ),
  codes: z
    .array(
      z.strictObject({
        code: Code,
        blog: creatorText
          .nullable()
          .default(null)
          .openapi({
            type: ['string', 'null'],
            description: 'The member whose code it is; null of one for all',
            'x-reference': 'creator',
          }),
      }),
    )
    .max(MAX_CODES),
  starts_at: MomentOrNull.openapi({
    description: 'When its window opens: an instant, or a day, which begins in `time_zone`',
  }),
  ends_at: MomentOrNull.openapi({
    description: 'When its window closes: an instant, or a day, whose end is meant',
  }),
  time_zone: z
    .string()
    .refine(
      isTimeZone,
      fault('not_a_time_zone', 'expected the name of a time zone, as in Asia/Almaty'),
    )
    .openapi({ example: 'Asia/Almaty' }),
  disclosures: Disclosures,
  daily_requests: z.int().min(1).max(1_000_000).nullable().openapi({
    description: 'The most requests that its readings may cost in a day; null: no limit of its own',
  }),
}

export const NewCampaign = z
  .strictObject({ name: ListName, ...z.strictObject(fields).partial().shape })
  .openapi('NewCampaign')
export type NewCampaign = z.output<typeof NewCampaign>

export const CampaignChange = z
  .strictObject({ name: ListName, ...fields })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('CampaignChange')
export type CampaignChange = z.output<typeof CampaignChange>

export const Rate = z
  .object({
    currency: z.string().openapi({ example: 'USD' }),
    base_currency: z.string().openapi({ example: 'KZT' }),
    rate: z.string().openapi({
      description: 'One unit of `currency` is so many units of `base_currency`',
      example: '520',
    }),
    entered_on: z.iso.date(),
    entered_by: z.string().nullable().openapi({ description: 'The name of the person' }),
  })
  .openapi('TeamRate')
export type Rate = z.output<typeof Rate>

export const Currency = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCurrency, fault('not_a_currency', NO_CURRENCY))
  .openapi({ type: 'string', example: 'KZT' })

/** The set-up of a campaign. */
export const CampaignView = z
  .object({
    id: z.uuid().openapi({ description: 'Also the id of the list' }),
    name: z.string(),
    description: z.string().nullable(),
    client: z.string().nullable(),
    handles: z.array(z.string()),
    mentions: z.array(z.string()),
    hashtags: z.array(z.string()),
    links: z.array(z.string()),
    codes: z.array(
      z.object({
        code: z.string(),
        blog: z.string().nullable().openapi({ description: 'The username of its creator' }),
      }),
    ),
    starts_at: Timestamp.nullable(),
    ends_at: Timestamp.nullable(),
    time_zone: z.string(),
    disclosures: z.object({
      label: z.boolean(),
      words: z.record(z.string(), z.array(z.string())),
    }),
    daily_requests: z.int().nullable(),
    is_running: z.boolean().openapi({ description: 'Its window is open' }),
    day: z.int().nullable().openapi({
      description: 'The day of the window in `time_zone`, from 1; null outside of it',
    }),
    days: z.int().nullable().openapi({ description: 'Null of a window without begin or end' }),
    starts_on: z.iso.date().nullable().openapi({ description: 'Its first day in `time_zone`' }),
    ends_on: z.iso.date().nullable().openapi({ description: 'Its last day in `time_zone`' }),
    creators: z.int().openapi({ description: 'Members who agreed, or have published' }),
    currency: z.string().nullable().openapi({
      description: "The team's currency; null until it is set",
    }),
    created_at: Timestamp,
  })
  .openapi('Campaign')
export type CampaignView = z.output<typeof CampaignView>

/** The fields of a creator's promise. */
export const promiseFields = {
  posts: z.int().min(0).max(1_000).openapi({ description: 'Photos, albums and videos' }),
  reels: z.int().min(0).max(1_000),
  stories: z.int().min(0).max(1_000),
  due_at: MomentOrNull.openapi({ description: 'Until when; the end of a day' }),
  label_required: z.boolean(),
  words: Words.openapi({ description: "Words that label a post; none: the country's" }),
  country: Country.nullable().openapi({
    type: ['string', 'null'],
    description: 'Whose rules of labelling apply',
  }),
}
