import { html } from 'hono/html'
import type { ProblemError } from '../../../console/user-client.ts'
import { numberIn } from '../../../console/kit/number-in.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { area, field, checkboxField } from '../../../console/parts/forms/field.ts'
import { notice, layout } from '../../../console/layout.ts'
import { Cost, KINDS } from './check.ts'
import { costBody } from './state.ts'
import type { Context } from './kit.ts'

const LISTS = '/console/relations/new'
const PAIRS = '/console/relations/pairs/new'

type Faults = { error?: ProblemError; fault?: string }

/** The API's refusal because of what it would cost; undefined for another one. */
function costIn({ problem }: ProblemError): Cost | undefined {
  if (problem.code !== 'confirmation_required') return undefined
  return Cost.safeParse(problem.facts).data
}

/** Refusals that the forms show. */
const OF_FORMS = [400, 404, 409, 422]

/** Says what it costs; the button sends the same again, confirmed. */
async function askCost(
  page: Context,
  cost: Cost,
  action: string,
  hidden: Hidden,
): Promise<Response> {
  const { t } = page
  return await askFirst(page, {
    title: t('costTitle', { n: cost.requests }),
    body: costBody(page, cost),
    action,
    submit: t('costSubmit', { n: cost.requests }),
    hidden: { ...hidden, confirm: 'true' },
    back: action === LISTS ? '/relations' : '/relations/pairs',
    status: 409,
  })
}
type Hidden = Readonly<Record<string, string | readonly string[]>>

type CheckForm = { username: string; kinds: readonly string[]; max: string; whole: string }

export const showNew = async (page: Context): Promise<Response> =>
  await newForm(page, {
    username: page.c.req.query('username') ?? '',
    kinds: KINDS,
    max: '',
    whole: '',
  })

async function newForm(page: Context, form: CheckForm, { error }: Faults = {}): Promise<Response> {
  const { t } = page
  const named = ['username', 'max', 'kinds'].some((each) => error?.reasonAt(each) !== undefined)
  const body = html`<form class="card" method="post" action="${LISTS}">
    ${error && !named ? notice(error.explain()) : ''}
    ${field({
      name: 'username',
      label: t('newUser'),
      value: form.username,
      hint: t('newUserHint'),
      fault: error?.reasonAt('username'),
      hasFocus: true,
    })}
    <fieldset>
      <legend>${t('newKinds')}</legend>
      ${KINDS.map((kind) =>
        checkboxField({
          name: 'kinds',
          value: kind,
          label: t(`kind_${kind}`),
          isChosen: form.kinds.includes(kind),
        }),
      )}
      ${error?.reasonAt('kinds') === undefined ? '' : html`<p class="fault">${error.reasonAt('kinds')}</p>`}
    </fieldset>
    ${field({
      name: 'max',
      label: t('newMax'),
      value: form.max,
      hint: t('newMaxHint'),
      fault: error?.reasonAt('max'),
      isNumeric: true,
      isRequired: false,
    })}
    ${checkboxField({
      name: 'whole',
      value: 'true',
      label: t('newWhole'),
      isChosen: form.whole === 'true',
    })}
    <p class="hint">${t('newWholeHint')}</p>
    <footer>
      <a class="button" href="/console/relations" data-close>${t('common.cancel')}</a>
      <button class="main">${t('newSubmit')}</button>
    </footer>
  </form>`
  return page.c.html(await layout(page, { title: t('newTitle'), body }), error ? 422 : 200)
}

/** Begins a check, or asks first when it takes many requests. */
export async function begin(page: Context): Promise<Response> {
  const form = await readForm(page)
  const [username = '', max = '', whole = ''] = ['username', 'max', 'whole'].map((each) =>
    form.get(each)?.trim(),
  )
  const kinds = KINDS.filter((kind) => form.getAll('kinds').includes(kind))
  const body = {
    username,
    kinds,
    ...(max === '' ? {} : { max: numberIn(max) }),
    whole: whole === 'true',
    confirm: form.get('confirm') === 'true',
  }
  const call = page.api.call('createRelationCheck', { body })
  const { answer, refusal } = await refusable(call, OF_FORMS)
  if (refusal) {
    const cost = costIn(refusal)
    if (cost) return await askCost(page, cost, LISTS, { username, kinds, max, whole })
    return await newForm(page, { username, kinds, max, whole }, { error: refusal })
  }
  const { id, result } = answer
  return goTo(page, `/relations/${id}`, page.t(result === 'created' ? 'begun' : 'openAlready'))
}

export const showNewPairs = async (page: Context): Promise<Response> => await pairsForm(page, '')

async function pairsForm(page: Context, pairs: string, faults: Faults = {}): Promise<Response> {
  const { t } = page
  const body = html`<form class="card" method="post" action="${PAIRS}">
    ${area({
      name: 'pairs',
      label: t('pairsField'),
      value: pairs,
      hint: t('pairsHint'),
      fault: faults.fault ?? faults.error?.explain(),
      rows: 8,
    })}
    <footer>
      <a class="button" href="/console/relations/pairs" data-close>${t('common.cancel')}</a>
      <button class="main">${t('pairsSubmit')}</button>
    </footer>
  </form>`
  const isInvalid = faults.fault !== undefined || faults.error !== undefined
  return page.c.html(await layout(page, { title: t('newPairsTitle'), body }), isInvalid ? 422 : 200)
}

type Pair = { a: string; b: string }

/** A pair a line; or the number of the first line that is none. */
function readPairs(text: string): Pair[] | number {
  const pairs: Pair[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [a, b, ...more] = line.split(/[\s,;"]+/).filter((part) => part !== '')
    if (a === undefined || b === undefined || more.length > 0) return index + 1
    pairs.push({ a, b })
  }
  return pairs
}

export async function beginPairs(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const text = form.get('pairs') ?? ''
  const pairs = readPairs(text)
  if (typeof pairs === 'number')
    return await pairsForm(page, text, { fault: t('pairsLine', { n: pairs }) })
  if (pairs.length === 0) return await pairsForm(page, text, { fault: t('pairsEmpty') })
  const body = { pairs, confirm: form.get('confirm') === 'true' }
  const { answer, refusal } = await refusable(page.api.call('createPairCheck', { body }), OF_FORMS)
  if (!refusal) return goTo(page, `/relations/pairs/${answer.id}`, t('begun'))
  const cost = costIn(refusal)
  return cost
    ? await askCost(page, cost, PAIRS, { pairs: text })
    : await pairsForm(page, text, { error: refusal })
}
