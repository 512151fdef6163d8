import { html } from 'hono/html'
import type { FileBody } from '../../../../../console/api.ts'
import { refusable } from '../../../../../console/kit/refusable.ts'
import { incomingFiles } from '../../../../../console/form-with-file.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { field } from '../../../../../console/parts/forms/field.ts'
import { editorPath } from './draft.ts'
import { moment, thumbnail } from '../media.ts'
import type { Context, Post, Upload } from '../kit.ts'
import { FILE_REFUSALS, loadPost, postParams } from '../read.ts'

/** The reason why a form of the cover was refused. */
export type CoverFault = { at: 'cover_at' | 'cover_file'; text: string; value?: string }

/** The cover of a reel: a moment of the video, or a picture of its own. */
export function coverCard(
  page: Context,
  post: Post,
  { video, fault }: { video: Upload | undefined; fault: CoverFault | undefined },
) {
  const { t } = page
  const { id, cover_at_ms: at, cover_upload_id: upload } = post
  const faultAt = (name: CoverFault['at']) => (fault?.at === name ? fault.text : undefined)
  return html`<section class="cover" id="cover">
    <span class="reel-cover">
      ${coverOf(post, t('extras.cover'))}
      <svg width="100%" height="100%" aria-hidden="true">
        <rect y="12.5%" width="100%" height="75%" />
      </svg>
    </span>
    <p class="quiet">
      ${t('editor.frameIsGrid')}
      ${
        upload !== null
          ? t('extras.coverIsPicture')
          : at === null
            ? t('extras.coverIsAny')
            : t('extras.coverIsAt', { n: page.formats.precise(at / 1_000) })
      }
    </p>
    ${
      page.may('publishing:write')
        ? html`<form class="card" method="post" action="/console/posts/${id}/cover">
              ${slider(page, at, video)}
              ${field({
                name: 'cover_at',
                label: t('extras.coverAt'),
                value: fault?.value ?? (at === null ? '' : String(at / 1_000)),
                hint: t('extras.coverAtHint'),
                fault: faultAt('cover_at'),
                isNumeric: true,
                isRequired: false,
              })}
              <footer>
                ${
                  at === null && upload === null
                    ? ''
                    : html`<button name="act" value="clear">${t('extras.coverClear')}</button>`
                }
                <button name="act" value="at">${t('extras.coverTake')}</button>
              </footer>
            </form>
            ${fileForm(page, id, faultAt('cover_file'))}`
        : ''
    }
  </section>`
}

/** The picture of the cover; without one, that moment of the video. */
function coverOf({ media: [video], cover_upload_id: cover, cover_at_ms: at }: Post, alt: string) {
  if (cover !== null) return thumbnail({ upload_id: cover, kind: 'picture', alt_text: alt })
  return video?.kind === 'video' ? moment({ ...video, alt_text: alt }, at) : thumbnail(video)
}

/** With a script, the video beside it shows the moment, and the field below has it. */
function slider({ t }: Context, at: number | null, video: Upload | undefined) {
  const length = video?.duration_ms ?? 0
  if (length === 0) return ''
  return html`<div class="field only-script">
    <label for="cover_moment">${t('extras.coverMoment')}</label>
    <input
      id="cover_moment"
      type="range"
      min="0"
      max="${length / 1_000}"
      step="0.1"
      value="${(at ?? 0) / 1_000}"
    />
  </div>`
}

function fileForm({ t }: Context, id: string, fault: string | undefined) {
  return html`<form
    class="card"
    method="post"
    enctype="multipart/form-data"
    action="/console/posts/${id}/cover-file"
  >
    <div class="field">
      <label for="cover_file">${t('extras.coverFile')}</label>
      <input
        id="cover_file"
        name="file"
        type="file"
        accept="image/jpeg,image/png,image/webp,image/avif"
        required
        aria-describedby="cover_file-note"
      />
      <p class="${fault === undefined ? 'hint' : 'fault'}" id="cover_file-note">
        ${fault ?? t('extras.coverFileHint')}
      </p>
    </div>
    <footer><button>${t('extras.coverUpload')}</button></footer>
  </form>`
}

type Show = (page: Context, post: Post, fault: CoverFault) => Promise<Response>

/** A moment of the video as the cover, in seconds; or none of ours. */
export async function changeCover(page: Context, showAgain: Show): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const input = form.get('cover_at')?.trim().replace(',', '.') ?? ''
  const seconds = form.get('act') === 'clear' || input === '' ? null : Number(input)
  const post = await loadPost(page)
  const length = await lengthOf(page, post)
  if (seconds !== null && !(seconds >= 0 && seconds * 1_000 <= length)) {
    const text = t('extras.coverBeyond', { n: page.formats.precise(length / 1_000) })
    return await showAgain(page, post, { at: 'cover_at', text, value: input })
  }
  const at = seconds === null ? null : Math.round(seconds * 1_000)
  const body = { cover_at_ms: at, cover_upload_id: null }
  await page.api.call('updatePost', { params: { id: post.id }, body })
  return goTo(page, editorPath(post.id), t('extras.coverSaved'))
}

async function lengthOf(page: Context, { media: [video] }: Post): Promise<number> {
  if (!video) return 0
  return (await page.api.call('getUpload', { params: { id: video.upload_id } })).duration_ms ?? 0
}

/** A picture as the cover, passed on as it comes. */
export async function uploadCover(page: Context, showAgain: Show): Promise<Response> {
  const { t } = page
  const file = incomingFiles(page)
  const files = editorPath(page.param('id'))
  if (file === null) return goTo(page, files)
  const post = await loadPost(page)
  const { answer, refusal } = await refusable(setCover(page, file), FILE_REFUSALS)
  if (refusal) {
    const text = refusal.explain('file')
    return await showAgain(page, post, { at: 'cover_file', text })
  }
  if (answer === 'video')
    return await showAgain(page, post, { at: 'cover_file', text: t('extras.coverIsVideo') })
  return goTo(page, files, t('extras.coverSaved'))
}

/** Makes a picture the cover; returns the kind of the file. */
async function setCover(page: Context, file: FileBody) {
  const { id, kind } = await page.api.call('createUpload', { file })
  const body = { cover_at_ms: null, cover_upload_id: id }
  if (kind === 'picture') await page.api.call('updatePost', { params: postParams(page), body })
  return kind
}
