import { html } from 'hono/html'
import type { Language } from '../../../console/messages.ts'
import { countryName } from '../../../console/parts/country-name.ts'
import { cityName } from '../../../places/cities.ts'
import { cityNamed } from '../../../places/find-cities.ts'
import { barList, type BarRow } from '../../../console/parts/figures/bar-list.ts'
import type { Context, Days } from './kit.ts'

/** Cities and countries that are shown; ages and genders are few. */
const MAX_PLACES = 6

type People = Readonly<Record<string, number>>

/** Shows who follows the account: by age, gender, city and country, each with its gaps in words. */
export function audience(page: Context, { audience: found, data }: Days) {
  const { t } = page
  if (found === null)
    return html`<section class="figure-panel" aria-labelledby="audience">
      <div class="figure-title"><h2 id="audience">${t('audience')}</h2></div>
      <p class="hint">${t('audienceNone')}</p>
    </section>`
  const followers = data.find(({ metrics }) => 'followers_count' in metrics)?.metrics[
    'followers_count'
  ]
  const { age = {}, gender = {}, city = {}, country = {} } = found.by
  const day = t('audienceOf', { day: page.formats.date(new Date(found.day)) })
  return html`${people(page, { age, gender, day, followers })}
  ${places(page, 'city', { people: city, day, followers })}
  ${Object.keys(country).length === 0 ? '' : places(page, 'country', { people: country, day, followers })}`
}

type Facts = { day: string; followers: number | undefined }

function people(
  page: Context,
  { age, gender, day, followers }: Facts & { age: People; gender: People },
) {
  const { t, formats } = page
  const known = sumOf(age)
  const [most] = sorted(age)
  const women = (gender['F'] ?? 0) / (sumOf(gender) || 1)
  const title =
    most === undefined || sumOf(gender) === 0
      ? t('audience')
      : t('audienceTitle', {
          share: formats.percent(Math.round(women * 100) / 100),
          age: ageRange(most[0]),
        })
  const byAge = Object.entries(age).toSorted(([a], [b]) => a.localeCompare(b))
  return html`<section class="figure-panel people" aria-labelledby="audience">
    <div class="figure-title">
      <h2 id="audience">${title}</h2>
      <small>${day}</small>
    </div>
    ${part(page, t('by_gender'), rowsOf(page, sorted(gender), { name: 'gender', all: sumOf(gender) }))}
    ${part(page, t('by_age'), rowsOf(page, byAge, { name: 'age', all: known }))}
    ${
      followers !== undefined && known > 0 && known < followers
        ? html`<p class="hint">
            ${t('ageKnown', { known: formats.number(known), followers: formats.number(followers) })}
          </p>`
        : ''
    }
  </section>`
}

const part = ({ t }: Context, title: string, rows: readonly BarRow[]) =>
  html`<h3>${title}</h3>
    ${rows.length === 0 ? html`<p class="hint">${t('audiencePartNone')}</p>` : barList(rows)}`

function places(
  page: Context,
  name: 'city' | 'country',
  { people: all, day, followers }: Facts & { people: People },
) {
  const { t, formats } = page
  const base = Math.max(followers ?? 0, sumOf(all))
  const rows = sorted(all).slice(0, MAX_PLACES)
  const [first] = rows
  const title =
    first === undefined
      ? t(`by_${name}`)
      : t(`most_${name}`, {
          share: formats.percent(Math.round((first[1] / (base || 1)) * 100) / 100),
          place: valueText(page, name, first[0]),
        })
  const others = base - rows.reduce((sum, [, count]) => sum + count, 0)
  return html`<section class="figure-panel" aria-labelledby="by-${name}">
    <div class="figure-title">
      <h2 id="by-${name}" dir="auto">${title}</h2>
      <small>${day}</small>
    </div>
    ${
      first === undefined
        ? html`<p class="hint">${t('audiencePartNone')}</p>`
        : html`${barList(rowsOf(page, rows, { name, all: base }))}
            ${others > 0 ? html`<p class="quiet">${t('allOthers', { n: formats.number(others) })}</p>` : ''}
            <p class="hint">${t('placesHint')}</p>`
    }
  </section>`
}

const sumOf = (people: People): number =>
  Object.values(people).reduce((sum, count) => sum + count, 0)

const sorted = (people: People): [string, number][] =>
  Object.entries(people).toSorted(([, a], [, b]) => b - a)

function rowsOf(
  page: Context,
  entries: readonly (readonly [string, number])[],
  { name, all }: { name: string; all: number },
): BarRow[] {
  const { formats } = page
  return entries.map(([value, count]) => ({
    label: valueText(page, name, value),
    value: count,
    text: formats.number(count),
    share: formats.percent(Math.round((count / (all || 1)) * 1_000) / 1_000),
  }))
}

/** A range of numbers has an en dash. */
const ageRange = (value: string): string => value.replace(/(?<=\d)-(?=\d)/, '–')

/** Meta writes "Almaty, Almaty Region" in English; the reader's name where the city is known. */
function cityText(language: Language, value: string): string {
  const [name = value] = value.split(',')
  const city = cityNamed(name)
  return city === undefined ? value : cityName(city, language)
}

/** Meta sends codes of genders and countries, and English names of cities. */
function valueText({ language, findText }: Context, name: string, value: string): string {
  if (name === 'gender') return findText(`gender_${value}`) ?? value
  if (name === 'age') return ageRange(value)
  if (name === 'city') return cityText(language, value)
  return name === 'country' ? countryName(language, value) : value
}
