import { html } from 'hono/html'
import { notice, layout } from '../../../../console/layout.ts'
import { channelRoutes, channelsSection, type ChannelForm } from './channels.ts'
import { factorRoutes, factorSection } from './factor.ts'
import { appearanceRoutes, appearanceSection, type AppearanceForm } from './appearance.ts'
import { passwordRoutes, passwordSection } from './password.ts'
import { sessionRoutes, sessionsSection } from './sessions.ts'
import { definePage, type Context } from './kit.ts'

type Faults = { appearance?: AppearanceForm; password?: string; channel?: ChannelForm }

/** Shows the profile; a user who has to add a second factor sees nothing else until then. */
async function show(page: Context, faults: Faults = {}): Promise<Response> {
  const { t } = page
  const mustEnroll = page.me?.must_enroll === true
  const body = mustEnroll
    ? html`${notice(t('mustEnroll'))} ${factorSection(page)}`
    : html`${appearanceSection(page, faults.appearance)} ${passwordSection(page, faults.password)}
      ${factorSection(page)} ${await sessionsSection(page)}
      ${await channelsSection(page, faults.channel)}`
  const actions = html`<form method="post" action="/console/sign-out">
    <button>${t('common.signOut')}</button>
  </form>`
  const content = { title: t('title'), lead: t('lead'), body, actions }
  const isInvalid = Object.keys(faults).length > 0
  return page.c.html(await layout(page, content), isInvalid ? 422 : 200)
}

export const profilePage = definePage({
  path: '/profile',
  nav: null,
  routes: {
    'GET /profile': { isForEnrolling: true, handle: async (page) => await show(page) },
    ...appearanceRoutes(async (page, appearance) => await show(page, { appearance })),
    ...passwordRoutes(async (page, password) => await show(page, { password })),
    ...factorRoutes,
    ...sessionRoutes,
    ...channelRoutes(async (page, channel) => await show(page, { channel })),
  },
})
