import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, ownPath, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { Diagnosis, diagnosisLine } from '../../parts/diagnosis.ts'
import { taskType } from '../../parts/task-type.ts'
import { notice } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { errorName } from '../../words/errors.ts'
import { frameWords } from '../../words/frame.ts'
import { bulkWords } from './bulk-words.ts'
import { readFilter, toApi, toBody, type Filter } from './filter.ts'

const Result = z.object({
  matched: z.int(),
  capped: z.boolean(),
  changed: z.int(),
  skipped: z.int(),
  stopped: z.string().nullable(),
  left: z.int(),
  groups: z.array(
    z.object({
      task_type: z.string(),
      error_code: z.string().nullable(),
      tasks: z.int(),
      running: z.int(),
      resource: z.string().nullable(),
      diagnosis: Diagnosis.nullable(),
    }),
  ),
})
type Result = z.output<typeof Result>

/** More than these are asked about first, even where nothing is lost. */
const MANY = 50

type Asked = {
  act: string
  action: 'retry' | 'cancel'
  /** Undefined for all that match the filter. */
  ids: number[] | undefined
  filter: Filter
  /** What a person has confirmed; null until then. */
  expected: number | null
  back: string
}

/** Changes the ticked tasks, or all that match, once a person has seen how many and what follows. */
export async function changeTasks(page: Page): Promise<Response> {
  const asked = readAsked(await readForm(page))
  if (asked.ids?.length === 0)
    return goTo(page, asked.back, sayIn(page.language, frameWords)('nothingChosen'))
  const choice = await choose(page, asked)
  if (choice === null) return goTo(page, asked.back, sayIn(page.language, bulkWords)('none'))
  if (asked.expected === null) {
    const planned = await choice.send({ dry_run: true })
    if (asked.ids === undefined || asked.action === 'cancel' || !isHarmless(planned))
      return await confirm(page, choice.asked, { planned, isLate: false })
  }
  try {
    const done = await choice.send({ expected: asked.expected ?? undefined })
    return goTo(page, asked.back, outcome(page, asked.action, done))
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'count_changed') throw error
    const planned = await choice.send({ dry_run: true })
    return await confirm(page, choice.asked, { planned, isLate: true })
  }
}

type Choice = {
  /** What was asked, with times instead of ages: those would match other tasks a moment later. */
  asked: Asked
  send(more: object): Promise<Result>
}

/** Null when the filter names a creator who is not there. */
async function choose(page: Page, asked: Asked): Promise<Choice | null> {
  const { action, ids, filter } = asked
  const send = (choice: object) => async (more: object) =>
    await page.ask('POST /api/tasks/bulk', Result, { body: { action, ...choice, ...more } })
  if (ids) return { asked, send: send({ ids }) }
  const found = await toApi(page, filter)
  if (found === null) return null
  const { created_after, created_before } = found
  return {
    asked: { ...asked, filter: { ...filter, age: undefined, created_after, created_before } },
    send: send({ filter: toBody(found, filter.status) }),
  }
}

/** Few tasks, of which nothing says that a retry is in vain. */
const isHarmless = ({ matched, groups }: Result): boolean =>
  matched <= MANY && groups.every(({ diagnosis }) => diagnosis?.retry_helps !== false)

function readAsked(form: URLSearchParams): Asked {
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

type Plan = { planned: Result; isLate: boolean }

async function confirm(page: Page, asked: Asked, { planned, isLate }: Plan): Promise<Response> {
  const say = sayIn(page.language, bulkWords)
  const { matched, capped, left } = planned
  if (matched === 0) return goTo(page, asked.back, say('none'))
  const { act, action, ids, filter, back } = asked
  const n = matched
  const body = html`${isLate ? notice(sayIn(page.language, frameWords)('countChanged', { n })) : ''}
  ${planned.groups.map((group) => groupLine(page, action, group))}
  ${action === 'cancel' ? html`<p>${say('cancelHint')}</p>` : ''}
  ${left > 0 ? html`<p>${say('leftLater', { n: left })}</p>` : ''}
  ${capped ? html`<p>${say('capped')}</p>` : ''}`
  return await askFirst(page, {
    title: say(`${action}Title`, { n }),
    body,
    action: '/console/tasks/bulk',
    submit: say(`${action}Submit`, { n }),
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

/** How many of a type and error there are, what they take, and whether it helps. */
function groupLine(page: Page, action: Asked['action'], group: Result['groups'][number]) {
  const { language, formats } = page
  const say = sayIn(language, bulkWords)
  const { task_type, error_code, tasks, running, resource, diagnosis } = group
  const error = error_code === null ? '' : ` · ${errorName(language, error_code)}`
  const cost =
    resource === 'instagram'
      ? say('takesRequests')
      : resource === 'openai'
        ? say('takesMoney')
        : undefined
  return html`<div class="group">
    <p><strong>${taskType(language, task_type)}: ${formats.number(tasks)}</strong>${error}</p>
    ${running > 0 ? html`<p>${say('aborts', { n: running })}</p>` : ''}
    ${diagnosis === null ? '' : diagnosisLine(page, diagnosis)}
    ${action === 'retry' && cost !== undefined ? html`<p class="hint">${cost}</p>` : ''}
  </div>`
}

function outcome({ language }: Page, action: Asked['action'], done: Result): string {
  const say = sayIn(language, bulkWords)
  const { changed, skipped, stopped, left } = done
  return [
    say(`${action}Done`, { n: changed }),
    ...(skipped > 0 ? [say('skipped', { n: skipped })] : []),
    ...(stopped === null ? [] : [say('stopped')]),
    ...(left > 0 ? [say('left', { n: left })] : []),
  ].join(' ')
}
