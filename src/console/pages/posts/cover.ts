import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { incomingFiles } from '../../form-with-file.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { field } from '../../parts/field.ts'
import { sayIn } from '../../words.ts'
import { Upload, type Post, loadPost, postId } from './data.ts'
import { addressOfStep } from './frame.ts'
import { extrasWords } from './extras-words.ts'
import { thumbnail } from './media.ts'

/** What a form of the cover was refused for. */
export type CoverFault = { at: 'cover_at' | 'cover_file'; text: string; value?: string }

/** The cover of a reel: a moment of the video, or a picture of its own. */
export function coverCard(page: Page, post: Post, fault: CoverFault | undefined) {
  const say = sayIn(page.language, extrasWords)
  const { id, cover_at_ms: at, cover_upload_id: upload } = post
  const faultAt = (name: CoverFault['at']) => (fault?.at === name ? fault.text : undefined)
  return html`<section class="cover" id="cover">
    <h2>${say('cover')}</h2>
    <p>
      ${upload === null ? '' : thumbnail({ upload_id: upload, kind: 'picture', alt_text: say('cover') })}
      ${upload !== null ? say('coverIsPicture') : at === null ? say('coverIsAny') : say('coverIsAt', { n: page.formats.precise(at / 1_000) })}
    </p>
    ${
      page.may('publishing:write')
        ? html`<form class="card" method="post" action="/console/posts/${id}/cover">
              ${field({
                name: 'cover_at',
                label: say('coverAt'),
                value: fault?.value ?? (at === null ? '' : String(at / 1_000)),
                hint: say('coverAtHint'),
                fault: faultAt('cover_at'),
                isNumeric: true,
                isRequired: false,
              })}
              <footer>
                ${at === null && upload === null ? '' : html`<button name="act" value="clear">${say('coverClear')}</button>`}
                <button name="act" value="at">${say('coverTake')}</button>
              </footer>
            </form>
            ${fileForm(page, id, faultAt('cover_file'))}`
        : ''
    }
  </section>`
}

function fileForm({ language }: Page, id: string, fault: string | undefined) {
  const say = sayIn(language, extrasWords)
  return html`<form
    class="card"
    method="post"
    enctype="multipart/form-data"
    action="/console/posts/${id}/cover-file"
  >
    <div class="field">
      <label for="cover_file">${say('coverFile')}</label>
      <input
        id="cover_file"
        name="file"
        type="file"
        accept="image/jpeg,image/png,image/webp,image/avif"
        required
        aria-describedby="cover_file-note"
      />
      <p class="${fault === undefined ? 'hint' : 'fault'}" id="cover_file-note">
        ${fault ?? say('coverFileHint')}
      </p>
    </div>
    <footer><button>${say('coverUpload')}</button></footer>
  </form>`
}

type Show = (page: Page, post: Post, fault: CoverFault) => Promise<Response>

/** A moment of the video as the cover, in seconds; or none of ours. */
export async function changeCover(page: Page, showAgain: Show): Promise<Response> {
  const say = sayIn(page.language, extrasWords)
  const form = await readForm(page)
  const given = form.get('cover_at')?.trim().replace(',', '.') ?? ''
  const seconds = form.get('act') === 'clear' || given === '' ? null : Number(given)
  const post = await loadPost(page)
  const length = await lengthOf(page, post)
  if (seconds !== null && !(seconds >= 0 && seconds * 1_000 <= length)) {
    const text = say('coverBeyond', { n: page.formats.precise(length / 1_000) })
    return await showAgain(page, post, { at: 'cover_at', text, value: given })
  }
  const at = seconds === null ? null : Math.round(seconds * 1_000)
  const body = { cover_at_ms: at, cover_upload_id: null }
  await page.ask(`PATCH /api/posts/${post.id}`, z.unknown(), { body })
  return goTo(page, addressOfStep(post.id, 'files'), say('coverSaved'))
}

async function lengthOf(page: Page, { media: [video] }: Post): Promise<number> {
  if (!video) return 0
  return (await page.ask(`GET /api/uploads/${video.upload_id}`, Upload)).duration_ms ?? 0
}

/** A picture as the cover, passed on as it comes. */
export async function uploadCover(page: Page, showAgain: Show): Promise<Response> {
  const say = sayIn(page.language, extrasWords)
  const file = incomingFiles(page)
  const files = addressOfStep(postId(page), 'files')
  if (file === null) return goTo(page, files)
  const post = await loadPost(page)
  try {
    const { id, kind } = await page.api.call('createUpload', { file })
    if (kind !== 'picture')
      return await showAgain(page, post, { at: 'cover_file', text: say('coverIsVideo') })
    const body = { cover_at_ms: null, cover_upload_id: id }
    await page.ask(`PATCH /api/posts/${post.id}`, z.unknown(), { body })
  } catch (error) {
    const isFault =
      error instanceof ProblemError && [409, 413, 415, 422].includes(error.problem.status)
    if (!isFault) throw error
    const text = error.reasonAt('file') ?? error.problem.detail
    return await showAgain(page, post, { at: 'cover_file', text })
  }
  return goTo(page, files, say('coverSaved'))
}
