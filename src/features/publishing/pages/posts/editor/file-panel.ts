import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { icon } from '../../../../../console/icons.ts'
import { messageOf } from '../../../../../console/messages.ts'
import { badge } from '../../../../../console/parts/badge.ts'
import { original } from '../../../../../console/parts/original.ts'
import { messages } from '../../../texts/posts/index.ts'
import { cropForm } from './crop.ts'
import { isNew, previewAccount, queryOf } from './draft.ts'
import { fileDetails, type DetailsFault } from './file-details.ts'
import { thumbnail } from '../media.ts'
import type { Context, Limits, Post, Upload } from '../kit.ts'

/** Why a form of the files was refused. */
type FileFaults = { upload?: ProblemError | undefined; details?: DetailsFault | undefined }

type Files = { uploads: readonly Upload[]; limits: Limits; faults: FileFaults }

/** The pictures and videos of a post in their order, and the way in for more. */
export function filePanel(page: Context, post: Post, files: Files) {
  const { t, formats } = page
  const { uploads, limits, faults } = files
  const mayChange = page.may('publishing:write')
  const n = formats.number(uploads.length)
  const most = formats.number(limits.most_files)
  const isFull = uploads.length >= limits.most_files
  return html`<section class="panel padded files-panel" id="files" aria-labelledby="files-title">
    <div class="title">
      <h2 id="files-title">${t('editor.files')}</h2>
      <small
        >${uploads.length === 0 ? t('noFiles') : t('editor.filesOf', { n, most })}${
          uploads.length > 1 && mayChange ? html` · ${t('editor.sortHint')}` : ''
        }</small
      >
    </div>
    <div class="file-row">
      <ol class="sorted">
        ${uploads.map((upload, at) => tile(page, post, { upload, at, last: uploads.length - 1 }))}
      </ol>
      <ul
        class="uploads"
        id="uploads"
        data-keep
        data-uploading="${t('uploading', { percent: '{percent}' })}"
        aria-live="polite"
      ></ul>
      ${mayChange && !isFull ? uploadForm(page, post, faults.upload) : ''}
    </div>
    ${uploads.length > 0 && mayChange ? moreOfFiles(page, post, files) : ''}
  </section>`
}

type Tile = { upload: Upload; at: number; last: number }

function tile(page: Context, post: Post, { upload, at, last }: Tile) {
  const { t } = page
  const alt = post.media[at]?.alt_text ?? null
  const n = page.formats.number(at + 1)
  const mayChange = page.may('publishing:write')
  return html`<li
    id="file-${upload.id}${isRepeated(post, at) ? `-${at}` : ''}"
    class="file"
    ${mayChange ? html`draggable="true" tabindex="0" data-file="/console/posts/${post.id}/files/${at}"` : ''}
    aria-label="${alt ?? upload.file_name}"
  >
    ${thumbnail({ upload_id: upload.id, kind: upload.kind, alt_text: alt ?? upload.file_name })}
    <b aria-hidden="true">${n}</b>
    ${
      mayChange
        ? html`<button
              class="away"
              form="post"
              name="file"
              value="${at} remove"
              aria-label="${t('editor.takeNAway', { n })}"
              title="${t('takeAway')}"
            >
              ${icon('close')}
            </button>
            <span class="order">
              ${at > 0 ? orderButton(page, { at, act: 'earlier', n }) : ''}
              ${at < last ? orderButton(page, { at, act: 'later', n }) : ''}
            </span>`
        : ''
    }
    ${noteOf(page, post, upload)}
  </li>`
}

const isRepeated = ({ media }: Post, at: number): boolean =>
  media.findIndex(({ upload_id }) => upload_id === media[at]?.upload_id) !== at

type Move = { at: number; act: 'earlier' | 'later'; n: string }

const orderButton = ({ t }: Context, { at, act, n }: Move) =>
  html`<button
    form="post"
    name="file"
    value="${at} ${act}"
    aria-label="${t(act === 'earlier' ? 'editor.earlierNamed' : 'editor.laterNamed', { n })}"
    title="${t(act)}"
  >
    ${icon(act)}
  </button>`

/** The most important fact about a file; the others are below. */
function noteOf(page: Context, post: Post, upload: Upload) {
  const { t, formats } = page
  if (unfitOf(post, upload).length > 0) return badge('failed', t('editor.unfit'))
  if (upload.duration_ms !== null)
    return html`<small
      >${t('editor.videoOf', { time: formats.duration(upload.duration_ms) })}</small
    >`
  return upload.conversions.includes('cut') ? html`<small>${t('conversion_cut')}</small>` : ''
}

/** By the rules of its post: a carousel takes other files than a reel. */
const unfitOf = ({ type }: Post, { fits }: Upload) =>
  fits.filter((fit) => fit.type === type && fit.violations.length > 0)

/** Without a script, the button sends what was chosen; with it, files are sent at once. */
function uploadForm(page: Context, post: Post, error: ProblemError | undefined) {
  const { t } = page
  const fault = error?.reasonAt('file')
  const shows = previewAccount(page)
  const query = isNew(post) || shows === undefined ? queryOf(page, post) : `?as=${shows}`
  return html`<form
    class="drop"
    id="upload"
    method="post"
    enctype="multipart/form-data"
    action="/console/posts/${post.id}/files${query}"
    data-many
  >
    <label
      >${icon('plus')}<span>${t('editor.dropHere')}</span>
      <input
        id="file"
        name="file"
        type="file"
        accept="image/jpeg,image/png,image/webp,image/avif,image/gif,video/mp4,video/quicktime"
        required
        aria-label="${t('file')}"
        aria-describedby="file-note"
    /></label>
    <button class="only-no-script">${t('upload')}</button>
    <p class="${fault === undefined ? 'hint hidden' : 'fault'}" id="file-note">
      ${fault ?? t('fileHint')}
    </p>
  </form>`
}

/** Crops, texts for people who cannot see a file, the people in it, and why one does not fit. */
function moreOfFiles(page: Context, post: Post, { uploads, faults: { details } }: Files) {
  const { t } = page
  const isOpen = details !== undefined || uploads.some((each) => unfitOf(post, each).length > 0)
  return html`<details id="more-of-files" ${isOpen ? html`open` : ''}>
    <summary>${t('editor.moreOfFiles')}</summary>
    <ol class="files">
      ${uploads.map(
        (upload, at) =>
          html`<li id="more-of-${at}">
            <div>
              <strong dir="auto">${upload.file_name}</strong>
              <p>${factsOf(page, upload)}</p>
              ${notesOf(page, post, upload)} ${cropForm(page, { post: post.id, upload, at })}
              ${post.media[at] ? fileDetails(page, { post: post.id, media: post.media[at], at, fault: details }) : ''}
            </div>
          </li>`,
      )}
    </ol>
  </details>`
}

function factsOf({ t, formats }: Context, { width, height, bytes, duration_ms: ms }: Upload) {
  const size = t('megabytes', { n: formats.precise(Math.ceil(bytes / 100_000) / 10) })
  return `${width} × ${height} · ${size}${ms === null ? '' : ` · ${formats.duration(ms)}`}`
}

/** Shows how a file was converted, and why some accounts cannot publish it. */
function notesOf(page: Context, post: Post, upload: Upload) {
  const { t, language } = page
  const named = [
    ...upload.conversions.map((each) => `conversion_${each}`),
    ...upload.warnings.map((each) => `media_${each}`),
  ].flatMap((key) => messageOf(language, messages, key) ?? [])
  return html`${named.length === 0 ? '' : html`<p>${named.join(' · ')}</p>`}
  ${unfitOf(post, upload).map(
    ({ route, violations: [first] }) =>
      html`<div class="fault">
        ${t(`route_${route}`)}: ${messageOf(language, messages, `rule_${first?.rule ?? ''}`) ?? ''}
        ${first === undefined ? '' : original(page, `${first.says}; ${first.remedy}`)}
      </div>`,
  )}`
}
