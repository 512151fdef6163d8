import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { area, checkboxField } from '../../../../../console/parts/forms/field.ts'
import { refused } from '../../../../../console/parts/refused.ts'
import { select } from '../../../../../console/parts/forms/select.ts'
import { readChoices, type Choices } from './choices.ts'
import { counters } from './counters.ts'
import { extraFields, extrasOf, type Extras } from './extras.ts'
import { stepPage } from '../frame.ts'
import { guessHint, languageOptions, readGuess } from './language.ts'
import { previews } from './previews.ts'
import type { Context, Guess, Limits, Post } from '../kit.ts'
import { readLimits } from '../read.ts'

/** The values of the form, as they were entered. */
export type ComposeValues = Pick<
  Post,
  'caption' | 'language' | 'requires_review' | 'is_urgent' | 'groups' | 'accounts'
> & { first_comment: string } & Extras

const valuesOf = (post: Post): ComposeValues => ({
  ...post,
  ...extrasOf(post),
  first_comment: post.first_comment ?? '',
})

/** The text of a post, and whom it is for. */
export async function compose(
  page: Context,
  post: Post,
  {
    values = valuesOf(post),
    error,
  }: { values?: ComposeValues; error?: ProblemError | undefined } = {},
): Promise<Response> {
  const mayWrite = page.may('publishing:write')
  const [choices, { data: others }, limits, guess] = await Promise.all([
    readChoices(page, values),
    page.api.call('listPosts', { query: { limit: 20 } }),
    readLimits(page),
    // A text that was refused may be none that is read.
    mayWrite && error === undefined ? readGuess(page, values) : guessOf(post),
  ])
  const isAtField = (error?.problem.errors?.length ?? 0) > 0
  const body = html`${error === undefined || isAtField ? '' : refused(page, error)}
    <div class="compose">
      <form class="card" method="post" action="/console/posts/${post.id}">
        ${texts(page, { post, limits, guess }, { values, error })}
        ${extraFields(page, post, { values, error })} ${targets(page, values, choices)}
        <footer>${mayWrite ? buttons(page) : ''}</footer>
      </form>
      ${previews(page, post, { caption: values.caption, others })}
    </div>`
  return await stepPage(page, post, { step: 'text', body, isRefused: error !== undefined })
}

const buttons = ({ t }: Context) => {
  return html`<button name="act" value="save">${t('save')}</button>
    <button name="act" value="translate">${t('saveAndTranslate')}</button>
    <button class="main" name="act" value="plan">${t('saveAndPlan')}</button>`
}

function texts(
  page: Context,
  { post, limits, guess }: { post: Post; limits: Limits; guess: Guess },
  { values, error }: { values: ComposeValues; error: ProblemError | undefined },
) {
  const { t } = page
  const asRead = { value: '', label: page.t('language.asRead') }
  return html`${area({
    name: 'caption',
    label: t('caption'),
    value: values.caption,
    fault: error?.reasonAt('caption'),
    isRequired: false,
    rows: 9,
  })}
  ${counters(page, limits, { field: 'caption', text: values.caption })}
  ${select({
    name: 'language',
    label: t('language'),
    options: [asRead, ...languageOptions(page, values.language === null ? [] : [values.language])],
    chosen: values.language ?? '',
  })}
  ${guessHint(page, { id: post.id, language: values.language }, guess)}
  ${area({
    name: 'first_comment',
    label: t('firstComment'),
    value: values.first_comment,
    hint: t('firstCommentHint'),
    fault: error?.reasonAt('first_comment'),
    isRequired: false,
    rows: 2,
  })}
  ${checkboxField({ name: 'requires_review', label: t('requiresReview'), isChosen: values.requires_review })}
  ${checkboxField({ name: 'is_urgent', label: t('isUrgent'), isChosen: values.is_urgent })}`
}

/**
 * Returns the stored guess of the language, for readers: they cannot request one for a text that is
 * not stored.
 */
const guessOf = ({ language_guess: guess }: Post): Guess => ({ needed: guess !== null, guess })

function targets(page: Context, values: ComposeValues, { groups, accounts, hasMore }: Choices) {
  const { t } = page
  return html`<fieldset>
      <legend>${t('groups')}</legend>
      ${groups.length === 0 ? html`<p class="hint">${t('noGroups')}</p>` : ''}
      ${groups.map(({ id, name, accounts: n }) =>
        checkboxField({
          name: 'group',
          value: id,
          label: `${name} (${page.formats.number(n)})`,
          isChosen: values.groups.includes(id),
        }),
      )}
    </fieldset>
    ${
      accounts.length === 0
        ? ''
        : html`<details ${values.accounts.length > 0 ? html`open` : ''}>
            <summary>${t('singleAccounts')}</summary>
            <fieldset aria-label="${t('singleAccounts')}">
              ${accounts.map(({ id, username }) =>
                checkboxField({
                  name: 'account',
                  value: id,
                  label: `@${username}`,
                  isChosen: values.accounts.includes(id),
                }),
              )}
            </fieldset>
            ${hasMore ? html`<p class="hint">${t('moreAccounts')}</p>` : ''}
          </details>`
    }`
}
