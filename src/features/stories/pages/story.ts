import { html } from 'hono/html'
import type { AnswerOf } from '../../../console/api.ts'
import { layout } from '../../../console/layout.ts'
import { addressOf } from '../../../console/page.ts'
import { creatorPath } from '../../../console/parts/creator-link.ts'
import { details } from '../../../console/parts/details.ts'
import { external } from '../../../console/parts/external.ts'
import { officialNumbers } from '../../../console/parts/official-numbers.ts'
import { storyPicture, storyState, storyStrip } from '../../../console/parts/story-card.ts'
import type { Context } from './kit.ts'

const OTHERS = 12

/** One story large, with all that is on it, and the creator's others. */
export async function showStory(page: Context): Promise<Response> {
  const { api, c, t } = page
  const story = await api.call('getStory', { params: { id: page.param('id') } })
  const { data } = await api.call('listStories', {
    query: { creator: story.blog_id, limit: OTHERS },
  })
  const others = data.filter(({ id }) => id !== story.id)
  const body = html`<div class="story-page">
      ${storyPicture(page, story)}
      <div>${facts(page, story)}</div>
    </div>
    ${
      others.length === 0
        ? ''
        : html`<section>
            <h2>${t('others')}</h2>
            ${storyStrip(page, others)}
          </section>`
    }`
  const actions = html`<a
    class="button"
    href="${addressOf(creatorPath(story.username, story.blog_id))}"
    dir="auto"
    >@${story.username}</a
  >`
  const title = t('storyTitle', { name: story.username })
  return c.html(await layout(page, { title, body, actions }))
}

function facts(page: Context, story: AnswerOf<'getStory'>) {
  const { t, formats } = page
  const moment = (iso: string): string => formats.moment(new Date(iso))
  const lines = (items: readonly unknown[]) => items.map((item) => html`<p dir="auto">${item}</p>`)
  const parts = [
    [t('story.mentions'), story.mentions.map((name) => `@${name}`)],
    [t('hashtags'), story.hashtags.map((tag) => `#${tag}`)],
    [t('story.links'), story.links.map((link) => external(link, link))],
    [t('story.stickers'), story.stickers],
  ] as const
  const full = parts.filter(([, items]) => items.length > 0)
  return html`${details([
    [t('published'), moment(story.taken_at)],
    [t('state'), storyState(page, story)],
    [t('firstSeen'), moment(story.first_met_at)],
    ...full.map(([name, items]) => [name, lines(items)] as const),
    [t('official'), officialNumbers(page, { kind: 'story', official: story.official })],
  ])}
  ${full.length === 0 ? html`<p class="hint">${t('nothingOn')}</p>` : ''}`
}
