import { html } from 'hono/html'
import type { Home } from '../../base/homes.ts'
import { homeOf } from '../homes.ts'
import { translator } from '../messages.ts'
import { addressOf, type PageContext } from '../page.ts'
import { frameMessages } from '../words/frame.ts'
import { boolAttr } from './attributes.ts'

/** The pages of the homes. */
const PATHS: Readonly<Record<Home, string>> = {
  editor: '/home/editor',
  creator: '/home/creator',
  seller: '/home/seller',
  marketer: '/home/marketer',
  operator: '/overview',
}

/**
 * Links to the other homes of a person, and makes the open one the first page. Nothing for people
 * with one home.
 */
export function homeSwitch({ me, language }: PageContext, here: Home) {
  if (me === null || me.homes.length < 2) return ''
  const t = translator(language, frameMessages)
  return html`<div class="homes">
    <nav aria-label="${t('homes')}">
      ${me.homes.map(
        (home) =>
          html`<a href="${addressOf(PATHS[home])}" ${boolAttr(home === here, 'aria-current="page"')}
            >${t(`home_${home}`)}</a
          >`,
      )}
    </nav>
    ${
      homeOf(me) === here
        ? ''
        : html`<form method="post" action="/console/home">
            <button class="link" name="home" value="${here}">${t('homeFirst')}</button>
          </form>`
    }
  </div>`
}
