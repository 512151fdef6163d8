import { textArea, textField, lastDay, type FormField } from '../../../console/kit/form-fields.ts'
import { dayIn, momentOf } from '../../../console/days.ts'
import type { BodyOf } from '../../../console/api.ts'
import { area, field } from '../../../console/parts/forms/field.ts'
import { zoneName } from '../../../console/parts/zone-name.ts'
import { editPages, type Context } from './kit.ts'

type Key = Parameters<Context['t']>[0]
type Labels = { label: Key; hint: Key }
type Codes = NonNullable<BodyOf<'createCampaign'>['codes']>

const DAY = /^\d{4}-\d\d-\d\d$/

/** A line that may be empty: null then. */
const optionalText = (labels: Labels): FormField<Key, string | null> => ({
  label: ({ t }) => t(labels.label),
  show: ({ t }, state) =>
    field({ ...state, label: t(labels.label), hint: t(labels.hint), isRequired: false }),
  read: (text) => text.trim() || null,
  format: (stored) => stored ?? '',
})

/** A day, sent as its beginning in the time zone of the page; null when empty. */
const firstDay = (labels: Labels): FormField<Key, string | null> => ({
  label: ({ t }) => t(labels.label),
  show: ({ t, language, timeZone, now }, state) =>
    field({
      ...state,
      type: 'date',
      label: t(labels.label),
      hint: t(labels.hint, { zone: zoneName(language, timeZone, now) }),
      isRequired: false,
    }),
  // The API refuses an invalid day, at its field.
  read: (text, { timeZone }) =>
    DAY.test(text) ? (momentOf(`${text}T00:00`, timeZone)?.toISOString() ?? text) : text || null,
  format: (stored, { timeZone }) => (stored === null ? '' : dayIn(new Date(stored), timeZone)),
})

/** Words with spaces, commas or lines between them. */
const words = (labels: Labels): FormField<Key, string[]> => ({
  label: ({ t }) => t(labels.label),
  show: ({ t }, state) =>
    field({ ...state, label: t(labels.label), hint: t(labels.hint), isRequired: false }),
  read: (text) => text.split(/[\s,;]+/u).filter((word) => word !== ''),
  format: (stored) => (stored ?? []).join(' '),
})

/** A line for each code, such as "AIDA10 @aida.mama"; a code without a creator is everyone's. */
const codes = (labels: Labels): FormField<Key, Codes, { code: string; blog: string | null }[]> => ({
  label: ({ t }) => t(labels.label),
  show: ({ t }, state) =>
    area({ ...state, label: t(labels.label), hint: t(labels.hint), isRequired: false }),
  read: (text) =>
    text.split(/\r?\n/u).flatMap((line) => {
      const [code = '', blog] = line.trim().split(/\s+/u)
      return code === '' ? [] : [{ code, blog: blog ?? null }]
    }),
  format: (stored) =>
    (stored ?? []).map(({ code, blog }) => (blog === null ? code : `${code} @${blog}`)).join('\n'),
})

/** A number of requests; empty: no limit of its own. */
const limit = (labels: Labels): FormField<Key, number | null> => ({
  label: ({ t }) => t(labels.label),
  show: ({ t }, state) =>
    field({
      ...state,
      label: t(labels.label),
      hint: t(labels.hint),
      isNumeric: true,
      isRequired: false,
    }),
  read: (text) => {
    const typed = text.replaceAll(/\s/gu, '')
    return typed === '' ? null : Number(typed)
  },
  format: (stored) => (stored === null || stored === undefined ? '' : String(stored)),
})

export const editRoutes = editPages({
  path: '/campaigns',
  create: 'createCampaign',
  read: 'getCampaign',
  update: 'updateCampaign',
  remove: 'deleteList',
  fields: {
    name: textField({ label: 'name', hasFocus: true }),
    client: optionalText({ label: 'client', hint: 'clientHint' }),
    starts_at: firstDay({ label: 'startsOn', hint: 'dayHint' }),
    ends_at: lastDay({ label: 'endsOn', hint: 'dayHint' }),
    handles: words({ label: 'handles', hint: 'handlesHint' }),
    hashtags: words({ label: 'hashtags', hint: 'hashtagsHint' }),
    mentions: words({ label: 'mentions', hint: 'mentionsHint' }),
    links: words({ label: 'links', hint: 'linksHint' }),
    codes: codes({ label: 'codes', hint: 'codesHint' }),
    daily_requests: limit({ label: 'dailyRequests', hint: 'dailyRequestsHint' }),
    description: textArea({ label: 'description' }),
  },
  count: ({ creators }) => creators,
  opens: 'made',
})
