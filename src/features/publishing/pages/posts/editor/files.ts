import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import type { FileBody } from '../../../../../console/api.ts'
import { refusable } from '../../../../../console/kit/refusable.ts'
import { incomingFiles } from '../../../../../console/form-with-file.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { refused } from '../../../../../console/parts/refused.ts'
import { messageOf } from '../../../../../console/messages.ts'
import { messages } from '../../../texts/posts/index.ts'
import { changeCover, coverCard, uploadCover, type CoverFault } from './cover.ts'
import { cropForm, cropPicture } from './crop.ts'
import { changeDetails, fileDetails, type DetailsFault } from './file-details.ts'
import { addressOfStep, stepPage } from '../frame.ts'
import { thumbnail } from '../media.ts'
import type { Context, Media, Post, Upload } from '../kit.ts'
import { FILE_REFUSALS, isEditable, loadPost, postParams, readLimits } from '../read.ts'

/** The pictures and videos of a post, and the way in for more. */
export async function showFiles(page: Context): Promise<Response> {
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  return await show(page, post)
}

type Refusals = { error?: ProblemError; cover?: CoverFault; details?: DetailsFault }

async function show(page: Context, post: Post, refusals: Refusals = {}): Promise<Response> {
  const { t } = page
  const uploads = await Promise.all(
    post.media.map(
      async ({ upload_id: id }) => await page.api.call('getUpload', { params: { id } }),
    ),
  )
  const { most_files: most } = await readLimits(page)
  const mayChange = page.may('publishing:write')
  const { error, cover, details } = refusals
  const body = html`${error && error.reasonAt('file') === undefined ? refused(page, error) : ''}
    ${uploads.length === 0 ? html`<p>${t('noFiles')}</p>` : filesForm(page, post, { uploads, fault: details })}
    ${post.type === 'reel' && uploads.length > 0 ? coverCard(page, post, cover) : ''}
    ${mayChange && uploads.length < most ? uploadForm(page, post.id, error) : ''}
    <ul
      class="uploads"
      id="uploads"
      data-keep
      data-uploading="${t('uploading', { percent: '{percent}' })}"
      aria-live="polite"
    ></ul>
    <p class="go-on">
      <a class="button main" href="/console${addressOfStep(post.id, 'text')}">${t('toText')}</a>
    </p>`
  const isRefused = [error, cover, details].some((each) => each !== undefined)
  return await stepPage(page, post, { step: 'files', body, isRefused })
}

function uploadForm({ t }: Context, id: string, error: ProblemError | undefined) {
  const fault = error?.reasonAt('file')
  return html`<form
    class="card upload"
    method="post"
    enctype="multipart/form-data"
    action="/console/posts/${id}/files"
    data-many
  >
    <div class="field">
      <label for="file">${t('file')}</label>
      <input
        id="file"
        name="file"
        type="file"
        accept="image/jpeg,image/png,image/webp,image/avif,image/gif,video/mp4,video/quicktime"
        required
        aria-describedby="file-note"
      />
      <p class="${fault === undefined ? 'hint' : 'fault'}" id="file-note">
        ${fault ?? t('fileHint')}
      </p>
    </div>
    <footer><button class="main">${t('upload')}</button></footer>
  </form>`
}

function filesForm(
  page: Context,
  post: Post,
  { uploads, fault }: { uploads: readonly Upload[]; fault: DetailsFault | undefined },
) {
  const { id, media } = post
  const mayChange = page.may('publishing:write')
  return html`<ol class="files">
    ${uploads.map(
      (upload, at) =>
        html`<li id="file-${at}">
          ${thumbnail({ upload_id: upload.id, kind: upload.kind, alt_text: media[at]?.alt_text ?? null })}
          <div>
            <strong dir="auto">${upload.file_name}</strong>
            <p>${factsOf(page, upload)}</p>
            ${notesOf(page, post, upload)}
            ${mayChange ? cropForm(page, { post: id, upload, at }) : ''}
            ${mayChange ? fileForm(page, id, { at, last: uploads.length - 1 }) : ''}
            ${mayChange && media[at] ? fileDetails(page, { post: id, media: media[at], at, fault }) : ''}
          </div>
        </li>`,
    )}
  </ol>`
}

function fileForm({ t }: Context, post: string, { at, last }: { at: number; last: number }) {
  const button = (act: 'earlier' | 'later' | 'remove', label: string) =>
    html`<button class="link" name="act" value="${act}">${label}</button>`
  return html`<form method="post" action="/console/posts/${post}/files/${at}" data-morph>
    ${at > 0 ? button('earlier', t('earlier')) : ''} ${at < last ? button('later', t('later')) : ''}
    ${button('remove', t('takeAway'))}
  </form>`
}

function factsOf({ t, formats }: Context, { width, height, bytes, duration_ms: ms }: Upload) {
  const size = t('megabytes', { n: formats.precise(Math.ceil(bytes / 100_000) / 10) })
  return `${width} × ${height} · ${size}${ms === null ? '' : ` · ${formats.duration(ms)}`}`
}

/** Shows how a file was converted, and why some accounts cannot publish it. */
function notesOf(
  { t, language }: Context,
  { type }: Post,
  { conversions, warnings, fits }: Upload,
) {
  const named = [
    ...conversions.map((each) => `conversion_${each}`),
    ...warnings.map((each) => `media_${each}`),
  ].flatMap((key) => messageOf(language, messages, key) ?? [])
  // By the rules of its post: a carousel takes other files than a reel.
  const unfit = fits.filter((fit) => fit.type === type && fit.violations.length > 0)
  return html`${named.length === 0 ? '' : html`<p>${named.join(' · ')}</p>`}
  ${unfit.map(
    ({ route, violations: [first] }) =>
      html`<p class="fault">
        ${t(`route_${route}`)}: ${messageOf(language, messages, `rule_${first?.rule ?? ''}`) ?? ''}
        <code lang="en">${first?.says}; ${first?.remedy}</code>
      </p>`,
  )}`
}

export async function upload(page: Context): Promise<Response> {
  const file = incomingFiles(page)
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  if (file === null) return goTo(page, addressOfStep(post.id, 'files'))
  const { answer, refusal } = await refusable(addFile(page, post, file), FILE_REFUSALS)
  if (refusal) return await show(page, post, { error: refusal })
  const done = page.t('uploaded', { name: answer.file_name })
  return goTo(page, addressOfStep(post.id, 'files'), done)
}

async function addFile(page: Context, post: Post, file: FileBody): Promise<Upload> {
  const made = await page.api.call('createUpload', { file })
  const added = { upload_id: made.id, kind: made.kind, alt_text: null, user_tags: [] }
  await saveMedia(page, [...post.media, added])
  return made
}

/** The type of a post follows its files. */
async function saveMedia(page: Context, media: readonly Media[]): Promise<void> {
  const type = media.length > 1 ? 'carousel' : media[0]?.kind === 'video' ? 'reel' : 'photo'
  const files = media.map(({ upload_id, alt_text, user_tags }) => ({
    upload_id,
    alt_text,
    user_tags,
  }))
  const body = { type, media: files } as const
  await page.api.call('updatePost', { params: postParams(page), body })
}

/** Moves a file, or takes it away. */
export async function changeFile(page: Context): Promise<Response> {
  const act = (await readForm(page)).get('act')
  const at = Number(page.c.req.param('at'))
  const { id, media } = await loadPost(page)
  const others = media.toSpliced(at, 1)
  const [file] = media.slice(at)
  if (file === undefined) return goTo(page, addressOfStep(id, 'files'))
  const to = act === 'earlier' ? Math.max(0, at - 1) : at + 1
  await saveMedia(page, act === 'remove' ? others : others.toSpliced(to, 0, file))
  return goTo(page, addressOfStep(id, 'files'))
}

/** Saves the words for people who cannot see a file, and the people in it. */
export const saveDetails = async (page: Context): Promise<Response> =>
  await changeDetails(page, {
    showAgain: async (_, post, details) => await show(page, post, { details }),
    save: saveMedia,
  })

/** Another form of a picture. */
export const crop = async (page: Context): Promise<Response> =>
  await cropPicture(page, {
    showAgain: async (_, post, error) => await show(page, post, { error }),
    save: saveMedia,
  })

const showCover = async (page: Context, post: Post, cover: CoverFault): Promise<Response> =>
  await show(page, post, { cover })

export const saveCover = async (page: Context): Promise<Response> =>
  await changeCover(page, showCover)

export const saveCoverFile = async (page: Context): Promise<Response> =>
  await uploadCover(page, showCover)
