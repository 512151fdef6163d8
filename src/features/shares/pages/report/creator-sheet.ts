import { html } from 'hono/html'
import { languageName } from '../../../../console/parts/language-name.ts'
import { cityIn } from '../../../../places/cities.ts'
import { creatorFacts } from './creator-facts.ts'
import type { Creator, CreatorRead } from './creator-read.ts'
import type { Sheet } from './frame.ts'
import { lastPosts } from './posts.ts'
import type { Report } from './report.ts'
import { reasonedOf, verdictOf } from './verdict.ts'
import { reasonList } from './why.ts'

/** One page about a creator: the verdict, its numbers, and the last posts. */
export function creatorSheet(report: Report, read: CreatorRead, about: string): Sheet {
  const { creator } = read
  return {
    about,
    readAt: [creator.fully_scraped_at ?? creator.scraped_at],
    body: html`${head(report, creator)}
      <section class="verdict">
        <h2>${verdictOf(report, read)}</h2>
        ${reasonList(report, reasonedOf(read))}
      </section>
      ${creatorFacts(report, read)} ${lastPosts(report, read)}`,
  }
}

function head(report: Report, creator: Creator) {
  const { t, language } = report
  const city = cityIn(language, creator)
  const speaks = creator.languages.map((code) => languageName(language, code)).join(', ')
  const parts = [
    ...(creator.follower_count === null
      ? []
      : [t('aboutFollowers', { n: creator.follower_count })]),
    ...(city === undefined ? [] : [city]),
    ...(speaks === '' ? [] : [speaks]),
  ]
  return html`<header class="of-sheet">
    ${face(report, { hash: creator.avatar_hash, name: creator.username, size: 76 })}
    <div>
      <h1 dir="auto">${creator.full_name ?? `@${creator.username}`}</h1>
      ${creator.biography === null ? '' : html`<p class="bio" dir="auto">${creator.biography}</p>`}
      <p class="quiet"><bdi>@${creator.username}</bdi> ${parts.map((part) => html` · ${part}`)}</p>
    </div>
  </header>`
}

type Face = { hash: string | null; name: string; size: 26 | 76 }

/** The picture of a person, by the address of the link. */
export const face = ({ base }: Report, { hash, name, size }: Face) =>
  hash === null
    ? html`<span class="picture avatar face-${size}" aria-hidden="true" dir="auto"
        >${Array.from(name)[0]?.toUpperCase() ?? ''}</span
      >`
    : html`<img
        class="picture avatar face-${size}"
        src="${base}/images/${hash}"
        width="${size}"
        height="${size}"
        alt=""
      />`
