import { html } from 'hono/html'
import type { IconName } from '../../../../../console/icons.ts'
import { boolAttr } from '../../../../../console/parts/attributes.ts'
import { badge } from '../../../../../console/parts/badge.ts'
import { languageName } from '../../../../../console/parts/language-name.ts'
import { accountFace } from '../../faces.ts'
import { groupSign } from '../../marks.ts'
import type { Account, Choices, Group } from './choices.ts'
import type { ComposeValues } from './form-values.ts'
import type { Slot } from './caption-slot.ts'
import { chooserOf } from './languages.ts'
import type { Context, Plan, PlannedAccount, Post } from '../kit.ts'

type AccountPanel = {
  values: ComposeValues
  choices: Choices
  plan: Plan
  slots: readonly Slot[]
  extras: unknown
}

/** The accounts by group, each with the language that it gets, or why it gets nothing. */
export function accountPanel(page: Context, post: Post, panel: AccountPanel) {
  const { t } = page
  const { values, choices, plan, extras } = panel
  const { groups, accounts, hasMore } = choices
  const single = accounts.filter(({ groups: of }) => of.length === 0)
  const isChosen = (group: Group): boolean =>
    values.groups.includes(group.id) ||
    accounts.some(({ id, groups: of }) => of.includes(group.id) && values.accounts.includes(id))
  const chosenFirst = groups.toSorted((a, b) => Number(isChosen(b)) - Number(isChosen(a)))
  return html`<section class="panel padded" id="accounts" aria-labelledby="accounts-title">
    <div class="title">
      <h2 id="accounts-title">${t('editor.accounts')}</h2>
      <small
        >${
          plan.accounts.length === 0
            ? t('editor.noneChosen')
            : t('editor.chosen', { n: plan.accounts.length })
        }</small
      >
    </div>
    <input type="hidden" name="listed" value="${accounts.map(({ id }) => id).join(' ')}" />
    ${groups.length === 0 ? html`<p class="hint">${t('noGroups')}</p>` : ''}
    <div class="account-groups">
      ${chosenFirst.map((group) => groupOf(page, post, { ...panel, group }))}
      ${
        single.length === 0
          ? ''
          : accountList(page, post, {
              ...panel,
              id: 'single',
              title: t('singleAccounts'),
              accounts: single,
              isOpen: single.some(({ id }) => values.accounts.includes(id)) || groups.length === 0,
            })
      }
    </div>
    ${hasMore ? html`<p class="hint">${t('moreAccounts')}</p>` : ''} ${asIsNotes(page, post, plan)}
    ${extras}
  </section>`
}

function groupOf(page: Context, post: Post, panel: AccountPanel & { group: Group }) {
  const { t, formats } = page
  const { group, values, choices } = panel
  const members = choices.accounts.filter(({ groups }) => groups.includes(group.id))
  const isWhole = values.groups.includes(group.id)
  const n = isWhole
    ? group.accounts
    : members.filter(({ id }) => values.accounts.includes(id)).length
  const title = html`<label class="inline"
      ><input
        type="checkbox"
        name="group"
        value="${group.id}"
        data-group-box
        ${boolAttr(isWhole, 'checked')}
      />${groupSign(group)}<bdi>${group.name}</bdi></label
    >
    <small
      >${t('doneOf', { done: formats.number(n), total: formats.number(group.accounts) })}</small
    >`
  return accountList(page, post, {
    ...panel,
    id: group.id,
    title,
    colour: group.colour,
    accounts: members,
    isOpen: n > 0,
    isWhole,
  })
}

type AccountList = AccountPanel & {
  id: string
  title: unknown
  colour?: string
  accounts: readonly Account[]
  isOpen: boolean
  /** All of them are chosen with their group. */
  isWhole?: boolean
}

function accountList(page: Context, post: Post, list: AccountList) {
  const { id, title, colour, accounts, isOpen } = list
  return html`<div
    class="account-group"
    id="group-${id}"
    ${colour === undefined ? '' : html`data-group="${colour}"`}
  >
    <h3 class="inline">${title}</h3>
    ${
      accounts.length === 0
        ? ''
        : html`<details id="accounts-of-${id}" ${boolAttr(isOpen, 'open')}>
            <summary>${page.t('editor.accountsInIt', { n: accounts.length })}</summary>
            <ul>
              ${accounts.map((account) => accountRow(page, post, list, account))}
            </ul>
          </details>`
    }
  </div>`
}

function accountRow(
  page: Context,
  post: Post,
  { id: list, values, plan, slots, isWhole = false }: AccountList,
  account: Account,
) {
  const { id, username, language } = account
  const planned = plan.accounts.find((each) => each.id === id)
  return html`<li class="inline" id="choice-${list}-${id}">
    <label class="inline"
      ><input
        type="checkbox"
        name="account"
        value="${id}"
        ${boolAttr(isWhole || values.accounts.includes(id), 'checked')}
      />${accountFace(account, 26)}<span dir="auto">@${username}</span></label
    >${
      planned !== undefined
        ? getsBadge(page, post, { account: planned, slots })
        : language === null
          ? ''
          : html`<small>${languageName(page.language, language)}</small>`
    }
  </li>`
}

type Gets = { account: PlannedAccount; slots: readonly Slot[] }

/** Says in a sign and words which text an account gets. */
export function getsBadge(page: Context, post: Post, gets: Gets) {
  const { icon, words } = getsOf(page, post, gets)
  return badge(icon, words)
}

/** A machine's caption of an older text is none for the plan; people see that there is one. */
function lackOf({ id, language, origin }: PlannedAccount, slots: readonly Slot[]) {
  const lacks = LACKS[origin]
  if (lacks !== 'missing') return lacks
  const slot = slots.find(({ key }) => key === id) ?? slots.find(({ key }) => key === language)
  return slot?.caption?.is_current === false ? 'outdated' : lacks
}

const LACKS: Partial<Record<PlannedAccount['origin'], 'missing' | 'outdated' | 'doubtful'>> = {
  missing: 'missing',
  outdated: 'outdated',
  doubtful: 'doubtful',
}

/** Reasons that the words of the language say already. */
const OF_WORDS: ReadonlySet<string> = new Set(['not_translated', 'not_confirmed'])

function getsOf(
  { t, language: reader, findText }: Context,
  post: Post,
  { account, slots }: Gets,
): { icon: IconName; words: string } {
  const { origin, language, caption_language: spoken, left_out: left } = account
  if (left !== null && !OF_WORDS.has(left.reason))
    return { icon: 'failed', words: findText(`outcome.left_${left.reason}`) ?? left.reason }
  const own = language === null ? '' : languageName(reader, language)
  const lacks = lackOf(account, slots)
  if (lacks === 'missing' && post.status === 'translating')
    return { icon: 'running', words: t('editor.nowTranslated', { language: own }) }
  if (lacks !== undefined)
    return {
      icon: lacks === 'missing' ? 'unknown' : 'warning',
      words: t(`editor.get_${lacks}`, { language: own }),
    }
  const name = spoken === null ? t('noWords') : languageName(reader, spoken)
  if (origin === 'as_is' && spoken !== language)
    return { icon: 'flag', words: t('editor.getAsIs', { language: name }) }
  return { icon: 'done', words: name }
}

/** Says of accounts that get the caption in another language who chose that, and how to undo it. */
function asIsNotes(page: Context, post: Post, { accounts }: Plan) {
  const { t, language: reader } = page
  const others = accounts.filter(
    ({ origin, language, caption_language: spoken }) => origin === 'as_is' && language !== spoken,
  )
  return others.map(({ id, username, language, caption_language: spoken }) => {
    const key = post.as_is.includes(id) || language === null ? id : language
    const name = `@${username}`
    const own = language === null ? '' : languageName(reader, language)
    const gets = spoken === null ? t('noWords') : languageName(reader, spoken)
    const by = chooserOf(post, key)
    return html`<p class="quiet as-is-note" id="as-is-${id}">
      ${
        by === undefined
          ? t('editor.asIsNote', { name, own, gets })
          : t('editor.asIsNoteBy', { name, own, gets, by })
      }
      ${
        page.may('publishing:write')
          ? html`<button
              class="link"
              name="not-as-is"
              value="${key}"
              aria-label="${t('editor.translateInstead')}: ${name}"
            >
              ${t('editor.translateInstead')}
            </button>`
          : ''
      }
    </p>`
  })
}
