import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { external } from '../../../../console/parts/external.ts'
import { memberStatus } from '../../../../console/parts/member-status.ts'
import { time } from '../../../../console/parts/time.ts'
import { about } from './about.ts'
import { pathOf } from './frame.ts'
import { agreedPrice } from './prices.ts'
import type { Assessment, Context, Creator, Membership, Standing } from './kit.ts'

type Read = {
  creator: Creator
  assessment: Assessment
  standing: Standing
  memberships: readonly Membership[]
}

/** The team's knowledge of a creator, beside the numbers that gramd has read. */
export const beside = (page: Context, read: Read) =>
  html`<aside class="aside" aria-label="${page.t('besideLabel')}">
    ${lists(page, read)} ${price(page, read)} ${contact(page, read)} ${notes(page, read)}
    ${knows(page, read)}
  </aside>`

function lists(page: Context, { memberships, creator }: Read) {
  const { t } = page
  return html`<section class="panel">
    <h2>${t('inLists')}</h2>
    ${
      memberships.length === 0
        ? html`<p>${t('inNoList')}</p>`
        : html`<ul>
            ${memberships.map(
              ({ list, status, status_since: since, owner, due_on: due }) =>
                html`<li>
                  <div class="person-line">
                    <a class="name" href="/console/lists/${list.id}" dir="auto">${list.name}</a>
                    ${memberStatus(page.language, status)}
                  </div>
                  <small>${day(page, since, due)}${owner === null ? '' : ` · ${owner.name}`}</small>
                </li>`,
            )}
          </ul>`
    }
    ${
      page.may('lists:write')
        ? html`<p>
            <a class="out" href="${addressOf(pathOf(creator, 'list'))}" data-dialog
              >${t('toList')}</a
            >
          </p>`
        : ''
    }
  </section>`
}

const day = ({ t, formats }: Context, since: string, due: string | null): string =>
  due === null
    ? t('since', { day: formats.dayMonth(new Date(since)) })
    : t('dueOn', { day: formats.day(due) })

function price(page: Context, { memberships, creator }: Read) {
  const { t, formats } = page
  const agreed = agreedPrice(memberships)
  if (agreed === null) return ''
  const { membership } = agreed
  return html`<section class="panel">
    <h2>${t('priceTitle')}</h2>
    <p class="price">${formats.amount(agreed.price, agreed.currency)}</p>
    <small>${t('priceIn', { list: membership.list.name })}</small>
    <p><a class="out" href="${addressOf(pathOf(creator, 'team'))}">${t('priceMore')}</a></p>
  </section>`
}

function contact(page: Context, { assessment: { contacts } }: Read) {
  const { t } = page
  return html`<section class="panel">
    <h2>${t('contactTitle')}</h2>
    ${
      contacts.length === 0
        ? html`<p>${t('contactNone')}</p>`
        : html`<ul>
            ${contacts.map(
              ({ kind, value, found_in: place }) =>
                html`<li>
                  <p>${contactLink(kind, value)}</p>
                  <small>${t(`contact_${kind}`)}, ${t(`foundIn_${place}`)}</small>
                </li>`,
            )}
          </ul>`
    }
  </section>`
}

type Kind = Assessment['contacts'][number]['kind']

/** The rule found the address as a whole, so it needs no escape but the template's. */
function contactLink(kind: Kind, value: string) {
  if (kind === 'email')
    return html`<a class="out" href="mailto:${encodeURIComponent(value).replaceAll('%40', '@')}"
      >${value}</a
    >`
  if (kind === 'phone')
    return html`<a class="out" href="tel:${value.replace(/[^\d+]/g, '')}">${value}</a>`
  return external(value, value.replace(/^https?:\/\/(www\.)?/, ''))
}

function notes(page: Context, { memberships, creator }: Read) {
  const { t } = page
  const written = memberships.filter(({ note }) => note !== null && note !== '')
  return html`<section class="panel">
    <h2>${t('notesTitle')}</h2>
    ${
      written.length === 0
        ? html`<p>${t('notesNone')}</p>`
        : html`<ul>
            ${written.map(({ note, list }) => html`<li dir="auto">${note} <small dir="auto">${list.name}</small></li>`)}
          </ul>`
    }
    ${
      page.may('lists:write') && memberships.length > 0
        ? html`<p>
            <a class="out" href="${addressOf(pathOf(creator, 'team'))}">${t('notesAdd')}</a>
          </p>`
        : ''
    }
  </section>`
}

/** The origin of the numbers, so that readers can check them. */
function knows(page: Context, { creator, assessment, standing }: Read) {
  const { t } = page
  const peers = standing.data.find(({ metric }) => metric === 'er')?.creators
  return html`<details class="panel knows" id="knows" open>
    <summary>${t('knowsTitle')}</summary>
    <ul>
      <li>
        ${
          creator.scraped_at === null
            ? t('never')
            : html`${t('knowsRead', { n: assessment.posts_read })}
              ${time(page, creator.scraped_at)}. ${t('knowsReadings', { n: assessment.readings })}`
        }
      </li>
      <li>${peers === undefined ? t('fewPeers') : t('knowsPeers', { n: peers })}</li>
      <li>
        ${
          creator.ai_analyzed_at === null
            ? t('knowsNoModel')
            : html`${t('knowsModel')} ${time(page, creator.ai_analyzed_at)}.`
        }
        <a class="out" href="${addressOf(pathOf(creator, 'insights'))}">${t('insights')}</a>
      </li>
    </ul>
    <details id="about">
      <summary>${t('aboutTitle')}</summary>
      ${about(page, creator)}
    </details>
  </details>`
}
