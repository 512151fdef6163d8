import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { area, field, tickField } from '../../parts/field.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Cost, KINDS } from './check.ts'
import { costBody } from './state.ts'
import { relationsWords } from './words.ts'

const LISTS = '/console/relations/new'
const PAIRS = '/console/relations/pairs/new'

type Faults = { error?: ProblemError; fault?: string }

/** The API's refusal because of what it would cost; undefined for another one. */
function costIn({ problem }: ProblemError): Cost | undefined {
  if (problem.code !== 'confirmation_required') return undefined
  return Cost.safeParse(problem.facts).data
}

const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [400, 404, 409, 422].includes(error.problem.status)

/** Says what it costs; the button sends the same again, confirmed. */
async function askCost(page: Page, cost: Cost, action: string, hidden: Hidden): Promise<Response> {
  const say = sayIn(page.language, relationsWords)
  return await askFirst(page, {
    title: say('costTitle', { n: cost.requests }),
    body: costBody(page, cost),
    action,
    submit: say('costSubmit', { n: cost.requests }),
    hidden: { ...hidden, confirm: 'true' },
    back: action === LISTS ? '/relations' : '/relations/pairs',
    status: 409,
  })
}
type Hidden = Readonly<Record<string, string | readonly string[]>>

type GivenCheck = { username: string; kinds: readonly string[]; max: string }

export const showNew = async (page: Page): Promise<Response> =>
  await newForm(page, { username: page.c.req.query('username') ?? '', kinds: KINDS, max: '' })

async function newForm(page: Page, given: GivenCheck, { error }: Faults = {}): Promise<Response> {
  const say = sayIn(page.language, relationsWords)
  const named = ['username', 'max', 'kinds'].some((each) => error?.reasonAt(each) !== undefined)
  const body = html`<form class="card" method="post" action="${LISTS}">
    ${error && !named ? notice(error.problem.detail) : ''}
    ${field({
      name: 'username',
      label: say('newUser'),
      value: given.username,
      hint: say('newUserHint'),
      fault: error?.reasonAt('username'),
      hasFocus: true,
    })}
    <fieldset>
      <legend>${say('newKinds')}</legend>
      ${KINDS.map((kind) =>
        tickField({
          name: 'kinds',
          value: kind,
          label: say(`kind_${kind}`),
          isChosen: given.kinds.includes(kind),
        }),
      )}
      ${error?.reasonAt('kinds') === undefined ? '' : html`<p class="fault">${error.reasonAt('kinds')}</p>`}
    </fieldset>
    ${field({
      name: 'max',
      label: say('newMax'),
      value: given.max,
      hint: say('newMaxHint'),
      fault: error?.reasonAt('max'),
      isNumeric: true,
      isRequired: false,
    })}
    <footer>
      <a class="button" href="/console/relations" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${say('newSubmit')}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title: say('newTitle'), body }), error ? 422 : 200)
}

const Begun = z.object({ id: z.string(), result: z.string().optional() })

/** Begins a check, or asks first when it takes many requests. */
export async function begin(page: Page): Promise<Response> {
  const say = sayIn(page.language, relationsWords)
  const form = await readForm(page)
  const [username = '', max = ''] = ['username', 'max'].map((each) => form.get(each)?.trim())
  const kinds = form.getAll('kinds')
  const isConfirmed = form.get('confirm') === 'true'
  try {
    const body = {
      username,
      kinds,
      ...(max === '' ? {} : { max: Number(max) }),
      confirm: isConfirmed,
    }
    const { id, result } = await page.ask('POST /api/relations', Begun, { body })
    return goTo(page, `/relations/${id}`, say(result === 'created' ? 'begun' : 'openAlready'))
  } catch (error) {
    if (!isFault(error)) throw error
    const cost = costIn(error)
    if (cost) return await askCost(page, cost, LISTS, { username, kinds, max })
    return await newForm(page, { username, kinds, max }, { error })
  }
}

export const showNewPairs = async (page: Page): Promise<Response> => await pairsForm(page, '')

async function pairsForm(page: Page, pairs: string, faults: Faults = {}): Promise<Response> {
  const say = sayIn(page.language, relationsWords)
  const body = html`<form class="card" method="post" action="${PAIRS}">
    ${area({
      name: 'pairs',
      label: say('pairsField'),
      value: pairs,
      hint: say('pairsHint'),
      fault: faults.fault ?? faults.error?.problem.detail,
      rows: 8,
    })}
    <footer>
      <a class="button" href="/console/relations/pairs" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${say('pairsSubmit')}</button>
    </footer>
  </form>`
  const isFaulty = faults.fault !== undefined || faults.error !== undefined
  return page.c.html(await shell(page, { title: say('newPairsTitle'), body }), isFaulty ? 422 : 200)
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

export async function beginPairs(page: Page): Promise<Response> {
  const say = sayIn(page.language, relationsWords)
  const form = await readForm(page)
  const text = form.get('pairs') ?? ''
  const pairs = readPairs(text)
  if (typeof pairs === 'number')
    return await pairsForm(page, text, { fault: say('pairsLine', { n: pairs }) })
  if (pairs.length === 0) return await pairsForm(page, text, { fault: say('pairsEmpty') })
  try {
    const body = { pairs, confirm: form.get('confirm') === 'true' }
    const { id } = await page.ask('POST /api/relations/pairs', Begun, { body })
    return goTo(page, `/relations/pairs/${id}`, say('begun'))
  } catch (error) {
    if (!isFault(error)) throw error
    const cost = costIn(error)
    return cost
      ? await askCost(page, cost, PAIRS, { pairs: text })
      : await pairsForm(page, text, { error })
  }
}
