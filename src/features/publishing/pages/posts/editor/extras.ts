import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { area, field, checkboxField } from '../../../../../console/parts/forms/field.ts'
import type { Context, Post } from '../kit.ts'

/** The values of a post's form beside its text. */
export type Extras = {
  collaborators: string
  /** The number of the place, or its address at Instagram. */
  place: string
  place_name: string
  shares_to_feed: boolean
}

export const extrasOf = ({ collaborators, location, shares_to_feed }: Post): Extras => ({
  collaborators: collaborators.join(' '),
  place: location?.platform_id ?? '',
  place_name: location?.name ?? '',
  shares_to_feed,
})

export const readExtras = (form: URLSearchParams): Extras => ({
  collaborators: form.get('collaborators') ?? '',
  place: form.get('place')?.trim() ?? '',
  place_name: form.get('place_name')?.trim() ?? '',
  shares_to_feed: form.has('shares_to_feed'),
})

/** Returns the extras in the format of the API; a known place retains its other fields. */
export function bodyOfExtras(extras: Extras, { type, location: known }: Post) {
  const id = /locations\/(\d+)/.exec(extras.place)?.[1] ?? extras.place
  const location = {
    ...(known?.platform_id === id && known),
    platform_id: id,
    name: extras.place_name,
  }
  return {
    collaborators: usernamesIn(extras.collaborators),
    location: id === '' ? null : location,
    ...(type === 'reel' && { shares_to_feed: extras.shares_to_feed }),
  }
}

/** Splits usernames as people write them: with @, commas or line breaks between. */
const usernamesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/)
      .map((name) => name.replace(/^@/, '').toLowerCase())
      .filter((name) => name !== ''),
  ),
]

/** Returns what is wrong with a field of the API, or with a part of it. */
function faultIn(error: ProblemError | undefined, name: string): string | undefined {
  const fields = error?.problem.errors?.map((each) => each.field) ?? []
  const found = fields.find((each) => each === name || each.startsWith(`${name}.`))
  return found === undefined ? undefined : error?.reasonAt(found)
}

/** Fields that few posts need; `checks` are boxes beside them. */
export function extraFields(
  { t }: Context,
  { type }: Post,
  {
    values,
    error,
    checks,
  }: {
    values: Extras & { first_comment: string }
    error: ProblemError | undefined
    checks: unknown
  },
) {
  const faults = [
    faultIn(error, 'collaborators'),
    faultIn(error, 'location'),
    faultIn(error, 'first_comment'),
  ]
  const isUsed = values.collaborators !== '' || values.place !== '' || values.first_comment !== ''
  const isOpen = isUsed || faults.some((fault) => fault !== undefined)
  return html`<details id="extras" ${isOpen ? html`open` : ''}>
      <summary>${t('editor.extras')}</summary>
      ${area({
        name: 'first_comment',
        label: t('firstComment'),
        value: values.first_comment,
        hint: t('firstCommentHint'),
        fault: faults[2],
        isRequired: false,
        rows: 2,
      })}
      ${field({
        name: 'collaborators',
        label: t('extras.collaborators'),
        value: values.collaborators,
        hint: t('extras.collaboratorsHint'),
        fault: faults[0],
        isRequired: false,
      })}
      ${field({
        name: 'place',
        label: t('extras.place'),
        value: values.place,
        hint: t('extras.placeHint'),
        fault: faults[1],
        isRequired: false,
      })}
      ${field({ name: 'place_name', label: t('extras.placeName'), value: values.place_name, isRequired: false })}
      ${checks}
    </details>
    ${
      type === 'reel'
        ? checkboxField({
            name: 'shares_to_feed',
            label: t('extras.sharesToFeed'),
            isChosen: values.shares_to_feed,
          })
        : ''
    }`
}
