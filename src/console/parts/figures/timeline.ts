import { html } from 'hono/html'
import type { PageContext } from '../../page.ts'
import { icon, type IconName } from '../../icons.ts'
import { time } from '../time.ts'

/** `text` is a sentence; `detail` is shown below it, such as the platform's answer. */
export type TimelineEvent = { at: string; sign: IconName; text: string; detail?: unknown }

/** The history of an item, newest last. */
export const timeline = (page: PageContext, title: string, events: readonly TimelineEvent[]) =>
  html`<section>
    <h2>${title}</h2>
    <ol class="timeline">
      ${events.map(
        ({ at, sign, text, detail }) =>
          html`<li data-state="${sign}">
            ${time(page, at)} ${icon(sign)}
            <div><bdi>${text}</bdi> ${detail ?? ''}</div>
          </li>`,
      )}
    </ol>
  </section>`
