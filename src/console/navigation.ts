import { html } from 'hono/html'
import { addressOf, NAV_GROUPS, type Me, type PageContext } from './page.ts'
import { boolAttr } from './parts/attributes.ts'
import { icon } from './icons.ts'
import { translator } from './messages.ts'
import { frameMessages } from './words/frame.ts'

/** Larger numbers are not counted. */
const MAX_UNREAD = 100

/** Renders the pages that this user may see, and the user's name. */
export function navigation(page: PageContext, me: Me) {
  const t = translator(page.language, frameMessages)
  const { pathname } = new URL(page.c.req.url)
  const here = pathname.slice('/console'.length) || '/'
  const isHere = (path: string): boolean =>
    path === '/' ? here === '/' : here === path || here.startsWith(`${path}/`)
  const unread = me.unread_notifications
  return html`<nav class="side" id="side" aria-label="${t('menu')}">
    <a class="brand" href="/console">gramd</a>
    <form class="find" action="/console/search">
      <input
        type="search"
        id="find"
        name="q"
        placeholder="${t('search')}"
        aria-label="${t('searchAll')}"
        autocomplete="off"
      />
    </form>
    <div class="places">
      ${NAV_GROUPS.map((group) => {
        const places = page.nav.filter((place) => place.group === group)
        if (places.length === 0) return ''
        return html`<ul aria-label="${t(`group_${group}`)}">
          ${places.map(
            ({ path, title, shape: sign }) =>
              html`<li>
                <a href="${addressOf(path)}" ${boolAttr(isHere(path), 'aria-current="page"')}>
                  ${icon(sign)}${title}
                </a>
              </li>`,
          )}
        </ul>`
      })}
    </div>
    <form class="me" method="post" action="/console/sign-out">
      <a href="/console/inbox" class="inbox" ${boolAttr(isHere('/inbox'), 'aria-current="page"')}>
        ${icon('bell')}${t('inbox')}
        ${unread === 0 ? '' : html`<strong>${unread >= MAX_UNREAD ? `${unread}+` : unread}</strong>`}
      </a>
      <a href="/console/profile" aria-label="${t('signedInAs', { name: me.name })}">${me.name}</a>
      <button class="link">${t('signOut')}</button>
    </form>
  </nav>`
}
