import { html } from 'hono/html'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { addressOfDraft, navigationFilter, PATH, type Filter } from './filter.ts'
import { asDecided } from './detail.ts'
import { panel, type Editing } from './panel.ts'
import { amountOf, doubt, pictureOf } from './show.ts'
import { isPriceToCheck, originOf } from './values.ts'
import { loadForForm, type Context, type Draft, type DraftCounts } from './kit.ts'

type Drafts = { rows: readonly Draft[]; next: string | null; counts: DraftCounts }

/** The drafts to decide as a list, and the chosen one beside it. */
export async function review(page: Context, filter: Filter, { rows, next, counts }: Drafts) {
  const chosen = rows.findIndex(({ id }) => id === filter.draft)
  const at = Math.max(chosen, 0)
  const draft = rows[at]
  if (draft === undefined) return none(page, filter, counts)
  const after = rows[at + 1] ?? rows[at - 1]
  const address = addressOfDraft(filter, draft.id)
  const back = addressOfDraft(filter, undefined)
  const editing = { back, next: after?.id, chosen: filter.picture, address }
  return html`<div class="review" data-keys>
    <nav class="review-list" aria-label="${page.t('all')}">
      <ol>
        ${rows.map((each, place) => item(page, filter, { draft: each, step: place - at }))}
      </ol>
      ${pager(page, PATH, { filter: navigationFilter(filter), cursor: filter.cursor, next, rows: rows.length })}
      <p class="quiet keys-hint">
        <kbd>j</kbd> ${page.t('keyNext')} · <kbd>k</kbd> ${page.t('keyBefore')}
      </p>
    </nav>
    ${page.may('own:write') ? await freshPanel(page, draft.id, editing) : readOnly(page, draft)}
  </div>`
}

/** The form of a draft as it is now. */
async function freshPanel(page: Context, id: string, editing: Omit<Editing, 'made'>) {
  const { draft, version } = await loadForForm(page, id)
  return await panel(page, draft, { ...editing, made: originOf(page, draft, version) })
}

const readOnly = (page: Context, draft: Draft) =>
  html`<article class="panel draft-panel" id="draft-${draft.id}">
    ${asDecided(page, draft)}
  </article>`

/** A draft of the list; the keys `j` and `k` open those beside the chosen one. */
function item(page: Context, filter: Filter, { draft, step }: { draft: Draft; step: number }) {
  const { t } = page
  const { id, name, price, currency, flags } = draft
  const amount = isPriceToCheck(draft)
    ? t('priceInPicture')
    : price === null
      ? t('priceUnknown')
      : amountOf(page, price, currency)
  const [flag] = flags
  const key = step === 1 ? 'j' : step === -1 ? 'k' : undefined
  return html`<li>
    <a
      class="with-picture"
      id="item-${id}"
      href="${addressOfDraft(filter, id)}"
      data-morph
      ${key === undefined ? '' : html`data-key="${key}"`}
      ${boolAttr(step === 0, 'aria-current="true"')}
    >
      ${picture({ hash: pictureOf(draft), name, size: 40 })}
      <span
        ><b dir="auto">${name}</b
        ><small>${amount}</small> ${flag === undefined ? '' : doubt(t(`short_${flag}`))}</span
      >
    </a>
  </li>`
}

/** Says that all is decided, and when new posts are looked for. */
function none({ t, formats, now }: Context, { view }: Filter, counts: DraftCounts) {
  if (view !== 'all') return empty(t('noneOfView'), '')
  const { next_poll_at: next } = counts
  const at = next === null ? undefined : new Date(next)
  const hint =
    at === undefined
      ? t('noneHint')
      : at <= now
        ? t('nextPollNow')
        : t('nextPoll', { at: formats.clock(at) })
  return empty(t('none'), hint)
}
