import { html } from 'hono/html'
import { invalidField } from '../../../base/errors.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import { numberIn } from '../../../console/kit/number-in.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../console/kit/save-version.ts'
import { madeOf, type Made, type Texts } from '../../../console/edit-conflict.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { madeInputs } from '../../../console/parts/forms/conflict.ts'
import { refused } from '../../../console/parts/refused.ts'
import { area, field } from '../../../console/parts/forms/field.ts'
import { isShare, METRIC_NAMES, type MetricName } from '../../../console/parts/figures/metric.ts'
import { select } from '../../../console/parts/forms/select.ts'
import { layout } from '../../../console/layout.ts'
import { projectPath, versionParams } from './addresses.ts'
import { ageText } from './measures.ts'
import { readVersion } from './version.ts'
import type { Context, Horizon, Version } from './kit.ts'

const HORIZONS = [24, 48, 168, 720] as const satisfies readonly Horizon[]

/**
 * The metrics for which people enter expected values; the others follow from these, or come through
 * the API.
 */
const EXPECTED_METRICS = METRIC_NAMES.slice(0, 10)

type VersionValues = {
  title: string
  script: string
  length: string
  horizon: string
  predicted: Record<string, string>
}
type FormCard = {
  title: string
  action: string
  submit: string
  back: string
  isFrozen: boolean
  /** Given for a stored version. */
  made?: Made
}

const NOTHING: VersionValues = { title: '', script: '', length: '', horizon: '48', predicted: {} }

async function showForm(
  page: Context,
  card: FormCard,
  values: VersionValues,
  error?: ProblemError,
) {
  const { t } = page
  const body = html`<form class="card version-form" method="post" action="${card.action}">
    ${card.made ? madeInputs(card.made) : ''}
    ${error && !error.problem.errors?.length ? refused(page, error, labelsOf(page)) : ''}
    ${field({
      name: 'title',
      label: t('versionTitle'),
      value: values.title,
      fault: error?.reasonAt('title'),
      isRequired: false,
    })}
    ${area({
      name: 'script',
      label: t('script'),
      value: values.script,
      fault: error?.reasonAt('script'),
      isRequired: false,
      rows: 10,
    })}
    ${field({
      name: 'length_seconds',
      label: t('length'),
      value: values.length,
      hint: t('lengthHint'),
      fault: error?.reasonAt('length_seconds'),
      isNumeric: true,
      isRequired: false,
    })}
    ${card.isFrozen ? html`<p class="hint">${t('expectedKept')}</p>` : expectations(page, values, error)}
    <footer>
      <a class="button" href="${card.back}" data-close>${page.t('common.cancel')}</a>
      <button class="main">${card.submit}</button>
    </footer>
  </form>`
  return page.c.html(await layout(page, { title: card.title, body }), error ? 422 : 200)
}

function expectations(page: Context, values: VersionValues, error: ProblemError | undefined) {
  const { t } = page
  return html`<fieldset class="expectations">
    <legend>${t('expected')}</legend>
    ${select({
      name: 'horizon_hours',
      label: t('horizon'),
      options: HORIZONS.map((hours) => ({ value: String(hours), label: ageText(page, hours) })),
      chosen: values.horizon,
    })}
    <p class="hint">${t('horizonHint')} ${t('expectedHint')}</p>
    ${EXPECTED_METRICS.map((metric) =>
      field({
        name: metric,
        label: labelOf(page, metric),
        value: values.predicted[metric],
        fault: error?.reasonAt(`predicted.${metric}`),
        isNumeric: true,
        isRequired: false,
      }),
    )}
  </fieldset>`
}

function labelOf({ t }: Context, metric: MetricName): string {
  const name = t(`metric.metric_${metric}`)
  return isShare(metric) ? t('per_cent', { metric: name }) : name
}

/** The labels of the fields of the form. */
const labelsOf = (page: Context) => ({
  title: page.t('versionTitle'),
  script: page.t('script'),
  length_seconds: page.t('length'),
  horizon_hours: {
    label: page.t('horizon'),
    display: (text: string) => {
      const hours = HORIZONS.find((each) => String(each) === text)
      return hours === undefined ? text : ageText(page, hours)
    },
  },
  ...Object.fromEntries(EXPECTED_METRICS.map((metric) => [metric, labelOf(page, metric)])),
})

/** The texts of the form by the names of its fields; expectations of a frozen version have none. */
const textsOf = ({ predicted, ...values }: VersionValues, isFrozen: boolean): Texts => ({
  title: values.title,
  script: values.script,
  length_seconds: values.length,
  ...(!isFrozen && {
    horizon_hours: values.horizon,
    ...Object.fromEntries(EXPECTED_METRICS.map((metric) => [metric, predicted[metric] ?? ''])),
  }),
})

function readValues(form: URLSearchParams): VersionValues {
  const text = (name: string): string => form.get(name)?.trim() ?? ''
  return {
    title: text('title'),
    script: text('script'),
    length: text('length_seconds'),
    horizon: text('horizon_hours'),
    predicted: Object.fromEntries(EXPECTED_METRICS.map((metric) => [metric, text(metric)])),
  }
}

function horizonIn(text: string): Horizon {
  const found = HORIZONS.find((hours) => String(hours) === text)
  if (found === undefined)
    throw invalidField('horizon_hours', `expected ${HORIZONS.join(', ')}`, {
      code: 'unknown_value',
    })
  return found
}

/** `kept` are expectations that the form does not ask for. */
function bodyOf(
  { title, script, length, horizon, predicted }: VersionValues,
  values: Version['predicted'],
) {
  const rest = Object.entries(values).filter(
    ([name]) => !EXPECTED_METRICS.some((metric) => metric === name),
  )
  const entered = EXPECTED_METRICS.flatMap((metric) => {
    const text = predicted[metric] ?? ''
    if (text === '') return []
    const value = numberIn(text)
    const isPercentage = isShare(metric) && Number.isFinite(value)
    return [[metric, isPercentage ? Math.round(value * 1e4) / 1e6 : value] as const]
  })
  return {
    title: title === '' ? null : title,
    script: script === '' ? null : script,
    length_seconds: length === '' ? null : numberIn(length),
    ...(horizon === '' ? {} : { horizon_hours: horizonIn(horizon) }),
    predicted: Object.fromEntries([...rest, ...entered]),
  }
}

const written = ({
  title,
  script,
  length_seconds,
  horizon_hours,
  predicted,
}: Version): VersionValues => ({
  title: title ?? '',
  script: script ?? '',
  length: length_seconds === null ? '' : String(length_seconds),
  horizon: String(horizon_hours),
  predicted: Object.fromEntries(
    METRIC_NAMES.flatMap((metric) => {
      const value = predicted[metric]
      if (value === undefined) return []
      return [[metric, String(isShare(metric) ? Math.round(value * 1e6) / 1e4 : value)] as const]
    }),
  ),
})

async function addForm(page: Context): Promise<FormCard> {
  const { api, t, param } = page
  const { id, name, versions } = await api.call('getProject', { params: { id: param('id') } })
  return {
    title: versions === 0 ? t('addVersion') : t('addVersionTitle', { name, n: versions + 1 }),
    action: `/console/projects/${id}/versions`,
    submit: t('addVersionSubmit'),
    back: `/console/projects/${id}`,
    isFrozen: false,
  }
}

/** Begins with the script before, because people change it a little. */
export async function showAddVersion(page: Context): Promise<Response> {
  const params = { id: page.param('id') }
  const { data } = await page.api.call('listProjectVersions', { params, query: { limit: 1 } })
  const [newest] = data
  return await showForm(page, await addForm(page), newest ? written(newest) : NOTHING)
}

export async function addVersion(page: Context): Promise<Response> {
  const { api, t, param } = page
  const values = readValues(await readForm(page))
  const call = api.call('createProjectVersion', {
    params: { id: param('id') },
    body: bodyOf(values, {}),
  })
  const { answer, refusal } = await refusable(call)
  if (refusal) return await showForm(page, await addForm(page), values, refusal)
  return goTo(page, projectPath(page), t('added', { n: String(answer.number) }))
}

function editForm(page: Context, { number: n, posts }: Version): FormCard {
  const path = `/console${projectPath(page)}/versions/v${n}`
  return {
    title: page.t('editTitle', { name: `v${n}` }),
    action: `${path}/edit`,
    submit: page.t('common.save'),
    back: path,
    isFrozen: posts > 0,
  }
}

export async function showEditVersion(page: Context): Promise<Response> {
  const call = page.api.versioned('getProjectVersion', { params: versionParams(page) })
  const { answer, version } = await call
  const made = madeOf(version, textsOf(written(answer), answer.posts > 0))
  return await showForm(page, { ...editForm(page, answer), made }, written(answer))
}

export async function changeVersion(page: Context): Promise<Response> {
  const { api, t } = page
  const params = versionParams(page)
  const version = await readVersion(page)
  const { form, made } = await readEditForm(page)
  const values = readValues(form)
  const isFrozen = version.posts > 0
  const { predicted, horizon_hours, ...rest } = bodyOf(values, version.predicted)
  const body = isFrozen ? rest : { ...rest, horizon_hours, predicted }
  const call = saveVersion({
    made,
    mine: textsOf(values, isFrozen),
    textsOf: (row: Version) => textsOf(written(row), isFrozen),
    save: async (ifMatch) => await api.call('updateProjectVersion', { params, body, ifMatch }),
  })
  const { refusal } = await refusable(call)
  const card = { ...editForm(page, version), made: madeAfter(made, refusal) }
  if (refusal) return await showForm(page, card, values, refusal)
  return goTo(page, `${projectPath(page)}/versions/v${version.number}`, t('saved'))
}
