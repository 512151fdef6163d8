import { html } from 'hono/html'
import { cityIn } from '../../../../places/cities.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import type { CampaignCreator, Result } from './campaign-read.ts'
import { goneText, largePost, titleOf } from './campaign-post.ts'
import { face } from './creator-sheet.ts'
import { whySection } from './creator-why.ts'
import type { Sheet } from './frame.ts'
import type { Report } from './report.ts'
import type { Reasons } from './why.ts'

const FORMATS = {
  reel: 'fmtReel',
  video: 'fmtVideo',
  photo: 'fmtPhoto',
  album: 'fmtAlbum',
  story: 'fmtStory',
} as const

/** Further posts that fit on the page; the others are only counted. */
const MAX_OTHERS = 4

/** Counts results by what people call them: "1 reel, 2 stories". */
export function formatsOf({ t }: Report, results: readonly Result[]): string {
  const kinds = Map.groupBy(results, ({ format }) => format)
  return (['reel', 'video', 'photo', 'album', 'story'] as const)
    .flatMap((format) => {
      const n = kinds.get(format)?.length ?? 0
      return n === 0 ? [] : [t(FORMATS[format], { n })]
    })
    .join(', ')
}

/** Names the rest of what was promised; empty when there is none. */
export function toCome({ t }: Report, { promised, delivered }: CampaignCreator): string {
  if (promised === null) return ''
  return [
    ['fmtReel', promised.reels - delivered.reels] as const,
    ['fmtPost', promised.posts - delivered.posts] as const,
    ['fmtStory', promised.stories - delivered.stories] as const,
  ]
    .flatMap(([key, n]) => (n > 0 ? [t(key, { n })] : []))
    .join(', ')
}

type SheetParts = {
  about: string
  /** Undefined for a creator who was erased meanwhile. */
  reasons: Reasons | undefined
  hasPictures: boolean
}

/** One page about a creator: the post that was seen most, why this creator, and what is to come. */
export function campaignSheet(report: Report, creator: CampaignCreator, parts: SheetParts): Sheet {
  const { t } = report
  const { about, reasons, hasPictures } = parts
  const [best, ...others] = creator.results.toSorted((a, b) => valueOf(b) - valueOf(a))
  return {
    about,
    readAt: [creator.last_read_at],
    body: html`${head(report, creator, reasons)}
    ${best === undefined ? html`<p class="hint">${t('campNothing')}</p>` : largePost(report, creator, best)}
    ${others.length === 0 ? '' : othersOf(report, others)}
    ${reasons === undefined ? '' : whySection(report, reasons, { hasPictures })}
    ${rest(report, creator)}`,
  }
}

const valueOf = ({ basis, now }: Result): number =>
  (basis === 'views' ? 1e12 : 0) + (now.value ?? -1)

function head(report: Report, { blog }: CampaignCreator, reasons: Reasons | undefined) {
  const { t, language } = report
  const city = reasons === undefined ? undefined : cityIn(language, reasons)
  const speaks = (reasons?.languages ?? []).map((code) => languageName(language, code)).join(', ')
  const parts = [
    ...(blog.follower_count === null ? [] : [t('aboutFollowers', { n: blog.follower_count })]),
    ...(city === undefined ? [] : [city]),
    ...(speaks === '' ? [] : [speaks]),
  ]
  return html`<header class="of-sheet">
    ${face(report, { hash: blog.avatar_hash, name: blog.username, size: 76 })}
    <div>
      <h1 dir="auto">${blog.full_name ?? `@${blog.username}`}</h1>
      <p class="quiet"><bdi>@${blog.username}</bdi> ${parts.map((part) => html` · ${part}`)}</p>
    </div>
  </header>`
}

function othersOf(report: Report, results: readonly Result[]) {
  const { t, formats } = report
  const more = results.length - MAX_OTHERS
  return html`<section>
    <h2>${t('campOthers')}</h2>
    <table class="list plain report-table">
      <tbody>
        ${results.slice(0, MAX_OTHERS).map(
          (each) =>
            html`<tr>
              <td>${titleOf(report, each)}${goneText(report, each)}</td>
              <td class="number">
                ${
                  each.now.value === null || each.basis === null
                    ? '–'
                    : t(each.basis === 'views' ? 'campViewsN' : 'campReactionsN', {
                        n: each.now.value,
                      })
                }
              </td>
              <td class="number"><small>${formats.dayMonth(new Date(each.taken_at))}</small></td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="hint">${t('campMoreOthers', { n: more })}</p>` : ''}
  </section>`
}

function rest(report: Report, creator: CampaignCreator) {
  const { t, formats } = report
  const what = toCome(report, creator)
  if (what === '') return ''
  const due = creator.promised?.due_at ?? null
  const text =
    due === null
      ? t('campToComeOpen', { what })
      : t('campToComeUntil', { what, day: formats.date(new Date(due)) })
  return html`<section>
    <h2>${t('campToCome')}</h2>
    <p>${text}</p>
  </section>`
}
