import { html } from 'hono/html'
import { refusable } from '../../../console/kit/refusable.ts'
import { addressOf, goTo, ownPath, readForm } from '../../../console/page.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { diagnosisLine } from '../../../console/parts/diagnosis.ts'
import { taskType } from '../../../console/parts/task-type.ts'
import { notice } from '../../../console/layout.ts'
import { errorName } from '../../../console/words/errors.ts'
import { readFilter, toApi, toBody, type Filter } from './filter.ts'
import type { BulkBody, BulkResult, Context } from './kit.ts'

/** The number of tasks above which a confirmation is needed, even where nothing is lost. */
const MANY = 50

type BulkRequest = {
  act: string
  action: 'retry' | 'cancel'
  /** Undefined for all that match the filter. */
  ids: number[] | undefined
  filter: Filter
  /** The number of tasks that the user has confirmed; null until then. */
  expected: number | null
  back: string
}

/**
 * Changes the ticked tasks, or all that match, once a person has seen how many and what follows.
 */
export async function changeTasks(page: Context): Promise<Response> {
  const request = readRequest(await readForm(page))
  if (request.ids?.length === 0) return goTo(page, request.back, page.t('common.nothingChosen'))
  const choice = await choose(page, request)
  if (choice === null) return goTo(page, request.back, page.t('bulk.none'))
  if (request.expected === null) {
    const planned = await choice.send({ dry_run: true })
    if (request.ids === undefined || request.action === 'cancel' || !isHarmless(planned))
      return await confirm(page, choice.request, { planned, isLate: false })
  }
  const call = choice.send({ expected: request.expected ?? undefined })
  const { answer: done, refusal } = await refusable(call)
  if (!refusal) return goTo(page, request.back, outcome(page, request.action, done))
  if (refusal.problem.code !== 'count_changed') throw refusal
  const planned = await choice.send({ dry_run: true })
  return await confirm(page, choice.request, { planned, isLate: true })
}

type Choice = {
  /** The request, with times instead of ages: ages would match other tasks a moment later. */
  request: BulkRequest
  send(more: Pick<BulkBody, 'dry_run' | 'expected'>): Promise<BulkResult>
}

/** Null when the filter names a creator who is not there. */
async function choose(page: Context, request: BulkRequest): Promise<Choice | null> {
  const { action, ids, filter } = request
  const send =
    (choice: Pick<BulkBody, 'ids' | 'filter'>): Choice['send'] =>
    async (more) =>
      await page.api.call('changeTasks', { body: { action, ...choice, ...more } })
  if (ids) return { request, send: send({ ids }) }
  const found = await toApi(page, filter)
  if (found === null) return null
  const { created_after, created_before } = found
  return {
    request: { ...request, filter: { ...filter, age: undefined, created_after, created_before } },
    send: send({ filter: toBody(found, filter.status) }),
  }
}

/** Few tasks, of which nothing says that a retry is in vain. */
const isHarmless = ({ matched, groups }: BulkResult): boolean =>
  matched <= MANY && groups.every(({ diagnosis }) => diagnosis?.retry_helps !== false)

function readRequest(form: URLSearchParams): BulkRequest {
  const act = form.get('act') ?? ''
  const isAll = act.endsWith('-all')
  const expected = form.get('expected')
  return {
    act,
    action: act.startsWith('cancel') ? 'cancel' : 'retry',
    ids: isAll ? undefined : form.getAll('id').map(Number).filter(Number.isSafeInteger),
    filter: readFilter(Object.fromEntries(form)),
    expected: expected === null ? null : Number(expected),
    back: ownPath(form.get('back') ?? '/console/tasks'),
  }
}

type Plan = { planned: BulkResult; isLate: boolean }

async function confirm(
  page: Context,
  request: BulkRequest,
  { planned, isLate }: Plan,
): Promise<Response> {
  const { t } = page
  const { matched, capped, left } = planned
  if (matched === 0) return goTo(page, request.back, t('bulk.none'))
  const { act, action, ids, filter, back } = request
  const n = matched
  const body = html`${isLate ? notice(t('common.countChanged', { n })) : ''}
  ${planned.groups.map((group) => groupLine(page, action, group))}
  ${action === 'cancel' ? html`<p>${t('bulk.cancelHint')}</p>` : ''}
  ${left > 0 ? html`<p>${t('bulk.leftLater', { n: left })}</p>` : ''}
  ${capped ? html`<p>${t('bulk.capped')}</p>` : ''}`
  return await askFirst(page, {
    title: t(`bulk.${action}Title`, { n }),
    body,
    action: '/console/tasks/bulk',
    submit: t(`bulk.${action}Submit`, { n }),
    hidden: {
      act,
      id: ids?.map(String),
      ...(ids === undefined ? { ...filter, cursor: undefined } : {}),
      expected: String(matched),
      back: addressOf(back),
    },
    back,
    status: isLate ? 409 : 200,
  })
}

/** Says how many tasks of a type and error there are, what they cost, and whether a retry helps. */
function groupLine(
  page: Context,
  action: BulkRequest['action'],
  group: BulkResult['groups'][number],
) {
  const { t, language, formats } = page
  const { task_type, error_code, tasks, running, resource, diagnosis } = group
  const error = error_code === null ? '' : ` · ${errorName(language, error_code)}`
  const cost =
    resource === 'instagram'
      ? t('bulk.takesRequests')
      : resource === 'openai'
        ? t('bulk.takesMoney')
        : undefined
  return html`<div class="group">
    <p><strong>${taskType(language, task_type)}: ${formats.number(tasks)}</strong>${error}</p>
    ${running > 0 ? html`<p>${t('bulk.aborts', { n: running })}</p>` : ''}
    ${diagnosis === null ? '' : diagnosisLine(page, diagnosis)}
    ${action === 'retry' && cost !== undefined ? html`<p class="hint">${cost}</p>` : ''}
  </div>`
}

function outcome({ t }: Context, action: BulkRequest['action'], done: BulkResult): string {
  const { changed, skipped, stopped, left } = done
  return [
    t(`bulk.${action}Done`, { n: changed }),
    ...(skipped > 0 ? [t('bulk.skipped', { n: skipped })] : []),
    ...(stopped === null ? [] : [t('bulk.stopped')]),
    ...(left > 0 ? [t('bulk.left', { n: left })] : []),
  ].join(' ')
}
