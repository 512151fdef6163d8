import { html } from 'hono/html'
import type { ConsolePage, Page } from '../../page.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { channelRoutes, channelsSection, type GivenChannel } from './channels.ts'
import { factorRoutes, factorSection } from './factor.ts'
import { looksRoutes, looksSection, type Given } from './looks.ts'
import { passwordRoutes, passwordSection } from './password.ts'
import { sessionRoutes, sessionsSection } from './sessions.ts'
import { profileWords } from './words.ts'

type Faults = { looks?: Given; password?: string; channel?: GivenChannel }

/** Whoever has to add a second factor sees nothing else until then. */
async function show(page: Page, faults: Faults = {}): Promise<Response> {
  const say = sayIn(page.language, profileWords)
  const mustEnroll = page.me?.must_enroll === true
  const body = mustEnroll
    ? html`${notice(say('mustEnroll'))} ${factorSection(page)}`
    : html`${looksSection(page, faults.looks)} ${passwordSection(page, faults.password)}
      ${factorSection(page)} ${await sessionsSection(page)}
      ${await channelsSection(page, faults.channel)}`
  const content = { title: say('title'), lead: say('lead'), body }
  const isFaulty = Object.keys(faults).length > 0
  return page.c.html(await shell(page, content), isFaulty ? 422 : 200)
}

export const profile: ConsolePage = {
  path: '/profile',
  words: profileWords,
  nav: null,
  routes: [
    {
      method: 'GET',
      path: '/profile',
      isForEnrolling: true,
      handle: async (page) => await show(page),
    },
    ...looksRoutes(async (page, looks) => await show(page, { looks })),
    ...passwordRoutes(async (page, password) => await show(page, { password })),
    ...factorRoutes,
    ...sessionRoutes,
    ...channelRoutes(async (page, channel) => await show(page, { channel })),
  ],
}
