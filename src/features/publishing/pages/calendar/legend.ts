import { html } from 'hono/html'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { groupSign } from '../marks.ts'
import { postBadge } from '../states.ts'
import { CHOSEN, PATH } from './address.ts'
import type { Context, Group } from './kit.ts'
import type { Span } from './span.ts'

const STATES = ['completed', 'pending', 'review', 'draft', 'failed'] as const

/** A box for each group, which stays in the address, and the signs of the states. */
export function legend(
  page: Context,
  { view, from }: Span,
  { groups, chosen }: { groups: readonly Group[]; chosen: readonly string[] | undefined },
) {
  const { t } = page
  const isChosen = (id: string) => chosen === undefined || chosen.includes(id)
  return html`<div class="legend">
    ${
      groups.length === 0
        ? ''
        : html`<form
            role="search"
            method="get"
            action="${PATH}"
            data-morph
            aria-label="${t('groups')}"
          >
            <input
              type="hidden"
              name="${view}"
              value="${view === 'month' ? from.slice(0, 7) : from}"
            />
            <input type="hidden" name="${CHOSEN}" value="1" />
            ${groups.map(
              (group) =>
                html`<label
                  ><input
                    type="checkbox"
                    name="group"
                    id="group-${group.id}"
                    value="${group.id}"
                    ${boolAttr(isChosen(group.id), 'checked')}
                  />${groupSign(group)}<span dir="auto">${group.name}</span></label
                >`,
            )}
            <noscript><button>${t('show')}</button></noscript>
          </form>`
    }
    <span class="states">${STATES.map((state) => postBadge(page, state))}</span>
  </div>`
}
