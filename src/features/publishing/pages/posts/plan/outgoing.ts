import { html } from 'hono/html'
import { icon, type IconName } from '../../../../../console/icons.ts'
import { messageOf } from '../../../../../console/messages.ts'
import { badge } from '../../../../../console/parts/badge.ts'
import { languageName } from '../../../../../console/parts/language-name.ts'
import { messages as outcomes } from '../../../texts/post-outcomes/index.ts'
import { messages } from '../../../texts/posts/index.ts'
import { isConfirmed } from '../editor/caption-slot.ts'
import { foldedCaption } from './folded.ts'
import type { Caption, Context, PlannedAccount, Post } from '../kit.ts'
import { asIsForm, spokenLine } from '../editor/language.ts'
import { plainMark } from '../../marks.ts'
import { thumbnail } from '../media.ts'

/** A card for each account that gets the post, in the order in which they may publish. */
export function outgoingCards(
  page: Context,
  post: Post,
  {
    accounts,
    captions,
    goesAt,
  }: {
    accounts: readonly PlannedAccount[]
    captions: readonly Caption[]
    /** The time that the post has; null when it has none: its accounts' times are unknown. */
    goesAt: Date | null
  },
) {
  const { t } = page
  const ready = accounts
    .filter((account) => account.left_out === null)
    .toSorted((a, b) => a.ready_at.localeCompare(b.ready_at))
  if (ready.length === 0) return ''
  return html`<section aria-labelledby="gets">
    <h2 class="hidden" id="gets">${t('whatEachGets')}</h2>
    <ol class="outgoing-cards">
      ${ready.map((account) => card(page, post, { account, caption: captionOf(account, captions), goesAt }))}
    </ol>
  </section>`
}

/** The stored caption that an account gets; undefined when it gets the post's own. */
const captionOf = (
  { id, language, has_own_caption: isOwn }: PlannedAccount,
  captions: readonly Caption[],
): Caption | undefined =>
  captions.find((each) => (isOwn ? each.account_id === id : each.language === language))

type Outgoing = {
  account: PlannedAccount
  caption: Caption | undefined
  goesAt: Date | null
}

function card(page: Context, post: Post, outgoing: Outgoing) {
  const { t } = page
  const { account } = outgoing
  const { id, username, kind, group, caption, caption_language: language } = account
  const state = stateOf(page, outgoing)
  return html`<li class="outgoing" id="plan-${id}" data-state="${state.icon}">
    <header>
      ${plainMark(account, 40)}
      <div>
        <b><bdi dir="auto">@${username}</bdi></b>
        <p class="quiet">
          ${group === null ? '' : html`<bdi dir="auto">${group.name}</bdi> · `}
          ${t(kind === 'pool' ? 'publishing.route_private' : 'publishing.route_official')}
        </p>
      </div>
      ${times(page, outgoing)}
    </header>
    <div class="outgoing-post">
      ${thumbnail(post.media[0])} ${foldedCaption(page, caption, language)}
    </div>
    <footer>
      ${badge(state.icon, state.words)} ${provenance(page, outgoing)} ${warnings(page, account)}
      ${waits(page, account)}
      <a class="link" href="/console/posts/${post.id}/preview?account=${id}"
        >${t('extras.asItLooks')}</a
      >
      ${asIsForm(page, post, account)}
    </footer>
  </li>`
}

/** When the account gets it: now, and at the time of the post; the choice of the form shows one. */
function times(page: Context, { account, goesAt }: Outgoing) {
  const { formats, now } = page
  const earliest = Math.max(new Date(account.ready_at).getTime(), now.getTime())
  const moment = (kind: 'now' | 'at', at: Date) =>
    html`<time class="${kind}" datetime="${at.toISOString()}" title="${formats.absolute(at)}"
      >${formats.clock(at)}</time
    >`
  const timed = goesAt === null ? '' : moment('at', new Date(Math.max(earliest, goesAt.getTime())))
  const mayChoose = page.may('publishing:write')
  return html`${mayChoose || goesAt === null ? moment('now', new Date(earliest)) : ''} ${timed}`
}

/** The language of what an account gets, and whether a person need not read it any more. */
function stateOf(
  { t, language: reader }: Context,
  { account, caption }: Outgoing,
): { icon: IconName; words: string } {
  const { origin, language, caption_language: spoken } = account
  const name = spoken === null ? t('noWords') : languageName(reader, spoken)
  if (origin === 'as_is' && language !== null && spoken !== null && spoken !== language) {
    const other = languageName(reader, language)
    return { icon: 'flag', words: t('foreignOn', { language: name, other }) }
  }
  const isRead = caption === undefined || isConfirmed(caption)
  return { icon: origin !== 'missing' && isRead ? 'done' : 'pending', words: name }
}

/** Where the words of an account come from. */
function provenance(page: Context, { account, caption }: Outgoing) {
  const { t, language } = page
  if (account.origin === 'source') return html`<span class="quiet">${t('isOriginal')}</span>`
  if (caption === undefined || account.origin === 'as_is' || account.origin === 'missing')
    return spokenLine(page, account)
  const by = messageOf(language, messages, `service_${caption.service}`) ?? caption.service
  const isRead = caption.service === 'person' || isConfirmed(caption)
  const from = caption.service === 'person' ? by : t('translatedBy', { service: by })
  return html`<span class="quiet">${from}${isRead ? '' : `, ${t('notReadYet')}`}</span>`
}

/** Returns warnings about what Instagram may refuse or cut of the caption. */
const warnings = ({ t }: Context, { flags }: PlannedAccount) =>
  (['many_hashtags', 'many_mentions'] as const).map((flag) =>
    flags.includes(flag)
      ? html`<small class="line">${icon('failed')} ${t(`flag_${flag}`)}</small>`
      : '',
  )

/** Says until when the account rests. */
function waits(
  { t, formats, now }: Context,
  { free_at: free, quota_full_until: full }: PlannedAccount,
) {
  if (free === null || new Date(free) <= now) return ''
  const key = full === free ? 'quotaUntil' : 'restsUntil'
  return html`<small class="line">${t(key, { time: formats.moment(new Date(free)) })}</small>`
}

/** Reasons that end once the account gets the caption as it is written. */
const LACKS_CAPTION: ReadonlySet<string | undefined> = new Set(['not_translated', 'not_confirmed'])

/** The accounts that get nothing, each with its reason and what helps. */
export function skippedRows(page: Context, post: Post, accounts: readonly PlannedAccount[]) {
  const { t } = page
  const skipped = accounts.filter((account) => account.left_out !== null)
  if (skipped.length === 0) return ''
  return html`<section aria-labelledby="skipped">
    <div class="title">
      <h2 id="skipped">${t('skippedCount', { n: skipped.length })}</h2>
      <small>${t('skippedHint')}</small>
    </div>
    <ul class="skipped">
      ${skipped.map(
        (account) =>
          html`<li id="plan-${account.id}">
            ${plainMark(account, 40)}
            <div>
              <b><bdi dir="auto">@${account.username}</bdi></b>
              ${account.left_out === null ? '' : reason(page, account.left_out)}
            </div>
            <div class="acts">
              ${LACKS_CAPTION.has(account.left_out?.reason) ? asIsForm(page, post, account) : ''}
              <a class="button" href="/console/posts/${post.id}/preview?account=${account.id}"
                >${t('extras.asItLooks')}</a
              >
            </div>
          </li>`,
      )}
    </ul>
  </section>`
}

type Skipped = NonNullable<PlannedAccount['left_out']>

/**
 * Says why an account is left out, in words where there are some; the API's sentence has the
 * numbers of a rule.
 */
function reason({ language }: Context, { reason: why, rule, message }: Skipped) {
  const known = messageOf(language, outcomes, `left_${why}`)
  const broken =
    messageOf(language, messages, `rule_${rule ?? ''}`) ??
    messageOf(language, messages, `flag_${rule ?? ''}`)
  const isExact = rule !== null || known === undefined || why === 'too_many_collaborators'
  return html`<p>${badge('failed', known ?? why)}</p>
    ${broken === undefined ? '' : html`<p>${broken}</p>`}
    ${isExact ? html`<p><code>${message}</code></p>` : ''}`
}
