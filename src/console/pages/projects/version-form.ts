import { html } from 'hono/html'
import type { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { area, field } from '../../parts/field.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { HORIZONS, Project, Version, Versions } from './data.ts'
import { isFault, projectId } from './edit.ts'
import { ageText, isShare } from './measures.ts'
import { readVersion } from './version.ts'
import { METRIC_NAMES, projectsWords, type MetricName } from './words.ts'

/** What people expect of a script; the others follow from these, or come by the API. */
const ASKED = METRIC_NAMES.slice(0, 10)

type Given = {
  title: string
  script: string
  length: string
  horizon: string
  predicted: Record<string, string>
}
type Shown = { title: string; action: string; submit: string; back: string; isKept: boolean }

const NOTHING: Given = { title: '', script: '', length: '', horizon: '48', predicted: {} }

async function showForm(page: Page, shown: Shown, given: Given, error?: ProblemError) {
  const say = sayIn(page.language, projectsWords)
  const body = html`<form class="card version-form" method="post" action="${shown.action}">
    ${field({
      name: 'title',
      label: say('versionTitle'),
      value: given.title,
      fault: error?.reasonAt('title'),
      isRequired: false,
    })}
    ${area({
      name: 'script',
      label: say('script'),
      value: given.script,
      fault: error?.reasonAt('script'),
      isRequired: false,
      rows: 10,
    })}
    ${field({
      name: 'length_seconds',
      label: say('length'),
      value: given.length,
      hint: say('lengthHint'),
      fault: error?.reasonAt('length_seconds'),
      isNumeric: true,
      isRequired: false,
    })}
    ${shown.isKept ? html`<p class="hint">${say('expectedKept')}</p>` : expectations(page, given, error)}
    <footer>
      <a class="button" href="${shown.back}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${shown.submit}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title: shown.title, body }), error ? 422 : 200)
}

function expectations(page: Page, given: Given, error: ProblemError | undefined) {
  const say = sayIn(page.language, projectsWords)
  const labelOf = (metric: MetricName): string => {
    const name = say(`metric_${metric}`)
    return isShare(metric) ? say('per_cent', { metric: name }) : name
  }
  return html`<fieldset class="expectations">
    <legend>${say('expected')}</legend>
    ${select({
      name: 'horizon_hours',
      label: say('horizon'),
      options: HORIZONS.map((hours) => ({ value: String(hours), label: ageText(page, hours) })),
      chosen: given.horizon,
    })}
    <p class="hint">${say('horizonHint')} ${say('expectedHint')}</p>
    ${ASKED.map((metric) =>
      field({
        name: metric,
        label: labelOf(metric),
        value: given.predicted[metric],
        fault: error?.reasonAt(`predicted.${metric}`),
        isNumeric: true,
        isRequired: false,
      }),
    )}
  </fieldset>`
}

function readGiven(form: URLSearchParams): Given {
  const text = (name: string): string => form.get(name)?.trim() ?? ''
  return {
    title: text('title'),
    script: text('script'),
    length: text('length_seconds'),
    horizon: text('horizon_hours'),
    predicted: Object.fromEntries(ASKED.map((metric) => [metric, text(metric)])),
  }
}

/** A number as people write it; what is none is refused by the API, at its field. */
function numberIn(text: string): number | string {
  const plain = text.replaceAll(/[\s_]|,(?=\d{3}(?:\D|$))/g, '').replace(',', '.')
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : text
}

/** `kept` are expectations that the form does not ask for. */
function bodyOf({ title, script, length, horizon, predicted }: Given, kept: Version['predicted']) {
  const rest = Object.entries(kept).filter(([name]) => !ASKED.some((metric) => metric === name))
  const given = ASKED.flatMap((metric) => {
    const value = numberIn(predicted[metric] ?? '')
    if (value === '') return []
    const isPercentage = isShare(metric) && typeof value === 'number'
    return [[metric, isPercentage ? Math.round(value * 1e4) / 1e6 : value] as const]
  })
  return {
    title: title === '' ? null : title,
    script: script === '' ? null : script,
    length_seconds: length === '' ? null : numberIn(length),
    ...(horizon === '' ? {} : { horizon_hours: Number(horizon) }),
    predicted: Object.fromEntries([...rest, ...given]),
  }
}

const written = ({ title, script, length_seconds, horizon_hours, predicted }: Version): Given => ({
  title: title ?? '',
  script: script ?? '',
  length: length_seconds === null ? '' : String(length_seconds),
  horizon: String(horizon_hours),
  predicted: Object.fromEntries(
    Object.entries(predicted).map(([name, value]) => [
      name,
      String(isShare(name) ? Math.round(value * 1e6) / 1e4 : value),
    ]),
  ),
})

async function addForm(page: Page): Promise<Shown> {
  const say = sayIn(page.language, projectsWords)
  const { id, name, versions } = await page.ask(`GET /api/projects/${projectId(page)}`, Project)
  return {
    title: versions === 0 ? say('addVersion') : say('addVersionTitle', { name, n: versions + 1 }),
    action: `/console/projects/${id}/versions`,
    submit: say('addVersionSubmit'),
    back: `/console/projects/${id}`,
    isKept: false,
  }
}

/** Begins with the script before, because people change it a little. */
export async function showAddVersion(page: Page): Promise<Response> {
  const path = `GET /api/projects/${projectId(page)}/versions` as const
  const { data } = await page.ask(path, Versions, { query: { limit: 1 } })
  const [newest] = data
  return await showForm(page, await addForm(page), newest ? written(newest) : NOTHING)
}

export async function addVersion(page: Page): Promise<Response> {
  const id = projectId(page)
  const given = readGiven(await readForm(page))
  try {
    const body = bodyOf(given, {})
    const { number: n } = await page.ask(`POST /api/projects/${id}/versions`, Version, { body })
    const flash = sayIn(page.language, projectsWords)('added', { n: String(n) })
    return goTo(page, `/projects/${id}`, flash)
  } catch (error) {
    if (!isFault(error)) throw error
    return await showForm(page, await addForm(page), given, error)
  }
}

function editForm(page: Page, { number: n, posts }: Version): Shown {
  const path = `/console/projects/${projectId(page)}/versions/v${n}`
  return {
    title: sayIn(page.language, projectsWords)('editTitle', { name: `v${n}` }),
    action: `${path}/edit`,
    submit: sayIn(page.language, frameWords)('save'),
    back: path,
    isKept: posts > 0,
  }
}

export async function showEditVersion(page: Page): Promise<Response> {
  const version = await readVersion(page)
  return await showForm(page, editForm(page, version), written(version))
}

export async function changeVersion(page: Page): Promise<Response> {
  const version = await readVersion(page)
  const given = readGiven(await readForm(page))
  const { predicted, horizon_hours, ...rest } = bodyOf(given, version.predicted)
  const at = `/projects/${projectId(page)}/versions/v${version.number}` as const
  try {
    const body = version.posts > 0 ? rest : { ...rest, horizon_hours, predicted }
    await page.ask(`PATCH /api${at}`, Version, { body })
  } catch (error) {
    if (!isFault(error)) throw error
    return await showForm(page, editForm(page, version), given, error)
  }
  return goTo(page, at, sayIn(page.language, projectsWords)('saved'))
}
