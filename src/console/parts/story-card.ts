import { html } from 'hono/html'
import type { RowOf } from '../api.ts'
import { addressOf, type PageContext } from '../page.ts'
import { translator } from '../messages.ts'
import { storyWords } from '../words/stories.ts'
import { badge } from './badge.ts'
import { creatorPath } from './creator-link.ts'
import { time } from './time.ts'

export type Story = RowOf<'listStories'>

/** Words of stories, and their addresses, are cut to one line each. */
const MAX_WORDS = 4

/** Stories as a strip of cards, newest first; each opens its own page. */
export const storyStrip = (page: PageContext, stories: readonly Story[]) =>
  html`<ul
    class="stories strip"
    tabindex="0"
    aria-label="${translator(page.language, storyWords)('latest')}"
  >
    ${stories.map((story) => html`<li>${card(page, story)}</li>`)}
  </ul>`

/** The latest stories of a creator, with a link to all; nothing where none are stored. */
export function latestStories(
  page: PageContext,
  { username }: { username: string },
  stories: readonly Story[],
) {
  if (stories.length === 0) return ''
  const t = translator(page.language, storyWords)
  return html`<section aria-labelledby="stories">
    <div class="title">
      <h2 id="stories">${t('latest')}</h2>
      <a class="out" href="${addressOf(`/stories?creator=${encodeURIComponent(username)}`)}"
        >${t('all')}</a
      >
    </div>
    ${storyStrip(page, stories)}
  </section>`
}

/** Stories of several creators as a grid of cards. */
export const storyGrid = (page: PageContext, stories: readonly Story[]) =>
  html`<ul class="stories list">
    ${stories.map(
      (story) =>
        html`<li id="story-${story.id}">
          ${card(page, story)}
          <a class="name" href="${addressOf(creatorPath(story.username, story.blog_id))}" dir="auto"
            >@${story.username}</a
          >
          ${words(story)}
        </li>`,
    )}
  </ul>`

function card(page: PageContext, story: Story) {
  const t = translator(page.language, storyWords)
  const label = `${t('ofCreator', { name: story.username })}, ${page.formats.moment(new Date(story.taken_at))}`
  return html`<a class="story" href="${addressOf(`/stories/${story.id}`)}" aria-label="${label}">
      ${storyPicture(page, story)}
      <span>${time(page, story.taken_at)}</span>
    </a>
    ${storyState(page, story)}`
}

/** The picture of a story in its shape, or a plain area where there is none. */
export function storyPicture(page: PageContext, story: Story) {
  const t = translator(page.language, storyWords)
  if (story.picture_hash === null)
    return html`<span class="story-picture"><small>${t('noPicture')}</small></span>`
  return html`<img
    class="story-picture"
    src="/console/images/${story.picture_hash}"
    width="180"
    height="320"
    loading="lazy"
    alt="${t(story.media_type === 'video' ? 'video' : 'photo')}"
  />`
}

/** Whether Instagram may still show the story, as sign and words. */
export function storyState(page: PageContext, { is_live, expires_at }: Story) {
  const t = translator(page.language, storyWords)
  return is_live
    ? badge('running', t('liveUntil', { time: page.formats.moment(new Date(expires_at)) }))
    : badge('cancelled', t('expired'))
}

function words({ mentions, links, hashtags, stickers }: Story) {
  const all = [
    ...mentions.map((name) => `@${name}`),
    ...hashtags.map((tag) => `#${tag}`),
    ...links.map((link) => URL.parse(link)?.host ?? link),
    ...stickers,
  ]
  return all.slice(0, MAX_WORDS).map((text) => html`<p dir="auto">${text}</p>`)
}
