import { html } from 'hono/html'
import { layout } from '../../../console/layout.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { dayIn, endOfDay } from '../../../console/days.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { field } from '../../../console/parts/forms/field.ts'
import { refused } from '../../../console/parts/refused.ts'
import { zoneName } from '../../../console/parts/zone-name.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import { pathOf, type Context } from './kit.ts'

const COUNTS = ['posts', 'reels', 'stories'] as const
type Values = Record<(typeof COUNTS)[number] | 'due_at', string>

const DAY = /^\d{4}-\d\d-\d\d$/
const NO_PROMISE: Values = { posts: '0', reels: '0', stories: '0', due_at: '' }

/** The form of what a creator promised. */
export async function showPromise(
  context: Context,
  sent?: { values: Values; refusal: ProblemError },
): Promise<Response> {
  const { api, c, t, timeZone, param } = context
  const id = param('id')
  const [campaign, { creators }, member] = await Promise.all([
    api.call('getCampaign', { params: { id } }),
    api.call('getCampaignResults', { params: { id } }),
    api.call('getListMember', { params: { id, blog: param('blog') } }),
  ])
  const stored = creators.find(({ blog }) => blog.id === member.blog_id)?.promised
  const values = sent?.values ?? (stored ? valuesOf(stored, timeZone) : NO_PROMISE)
  const fault = (name: keyof Values) => sent?.refusal.reasonAt(name)
  const path = `${pathOf(campaign)}/promises/${member.blog_id}`
  const body = html`<form class="card" method="post" action="${path}">
    ${sent && !sent.refusal.problem.errors?.length ? refused(context, sent.refusal, {}) : ''}
    ${COUNTS.map((name) =>
      field({
        name,
        label: t(`count_${name}`),
        value: values[name],
        fault: fault(name),
        isNumeric: true,
      }),
    )}
    ${field({
      name: 'due_at',
      label: t('dueOn'),
      type: 'date',
      value: values.due_at,
      hint: t('dayHint', { zone: zoneName(context.language, timeZone, context.now) }),
      fault: fault('due_at'),
      isRequired: false,
    })}
    <footer>
      <a class="start" href="/console/lists/${campaign.id}/members/${member.blog_id}"
        >${t('priceAndStatus')}</a
      >
      <a class="button" href="${pathOf(campaign)}" data-close>${t('common.cancel')}</a>
      <button class="main">${t('common.save')}</button>
    </footer>
  </form>`
  const title = t('promiseTitle', { name: `@${member.username}` })
  return c.html(await layout(context, { title, body }), sent ? 422 : 200)
}

type Stored = { posts: number; reels: number; stories: number; due_at: string | null }

const valuesOf = ({ posts, reels, stories, due_at }: Stored, timeZone: string): Values => ({
  posts: String(posts),
  reels: String(reels),
  stories: String(stories),
  due_at: due_at === null ? '' : dayIn(new Date(due_at), timeZone),
})

export async function changePromise(context: Context): Promise<Response> {
  const { api, t, timeZone, param } = context
  const form = await readForm(context)
  const text = (name: keyof Values) => form.get(name)?.trim() ?? ''
  const values: Values = {
    posts: text('posts'),
    reels: text('reels'),
    stories: text('stories'),
    due_at: text('due_at'),
  }
  const numberOf = (value: string) => (value === '' ? 0 : Number(value.replaceAll(/\s/gu, '')))
  const body = {
    posts: numberOf(values.posts),
    reels: numberOf(values.reels),
    stories: numberOf(values.stories),
    due_at: DAY.test(values.due_at) ? endOfDay(values.due_at, timeZone) : values.due_at || null,
  }
  const params = { id: param('id'), blog: param('blog') }
  const { refusal } = await refusable(api.call('setPromise', { params, body }), [422])
  if (refusal) return await showPromise(context, { values, refusal })
  return goTo(context, `/campaigns/${encodeURIComponent(params.id)}`, t('promiseStored'))
}
