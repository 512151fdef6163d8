import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { refusable } from '../../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { editorPath } from './draft.ts'
import type { Context, Media, Post, Upload } from '../kit.ts'
import { isEditable, loadPost } from '../read.ts'

/** Forms that feeds show whole, by what people call them. */
const RATIOS = { portrait: 4 / 5, square: 1, landscape: 1.91 } as const
type Shape = keyof typeof RATIOS
const SHAPES = ['portrait', 'square', 'landscape'] as const

/** A picture that has the form already, and is taken so, is not cut by a pixel. */
const NEAR = 0.01

/** Ways to cut a picture to a form that accounts take; none for a video. */
export function cropForm(
  { t }: Context,
  { post, upload, at }: { post: string; upload: Upload; at: number },
) {
  if (upload.kind === 'video') return ''
  const ratio = upload.width / upload.height
  const isUnfit = upload.fits.some(({ violations }) =>
    violations.some(({ rule }) => rule === 'ratio'),
  )
  const others = SHAPES.filter((shape) => isUnfit || Math.abs(ratio - RATIOS[shape]) > NEAR)
  return html`<form method="post" action="/console/posts/${post}/files/${at}/crop" data-morph>
    <span>${t('extras.crop')}</span>
    ${others.map(
      (shape) =>
        html`<button class="link" name="shape" value="${shape}">
          ${t(`extras.crop_${shape}`)}
        </button> `,
    )}
  </form>`
}

const shapeIn = (form: URLSearchParams): Shape | undefined =>
  SHAPES.find((shape) => shape === form.get('shape'))

type Ways = {
  showAgain: (page: Context, post: Post, error: ProblemError) => Promise<Response>
  save: (page: Context, media: readonly Media[]) => Promise<void>
}

/** Replaces a picture by its middle; the details of the file stay. */
export async function cropPicture(page: Context, { showAgain, save }: Ways): Promise<Response> {
  const shape = shapeIn(await readForm(page))
  const at = Number(page.c.req.param('at'))
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  const [file] = post.media.slice(at)
  if (!file || !shape) return goTo(page, editorPath(post.id))
  const { refusal } = await refusable(cut(page, { post, at, file, shape }, save))
  if (refusal) return await showAgain(page, post, refusal)
  return goTo(page, editorPath(post.id), page.t('extras.cropped'))
}

type Cut = { post: Post; at: number; file: Media; shape: Shape }

async function cut(page: Context, { post, at, file, shape }: Cut, save: Ways['save']) {
  const { id } = await page.api.call('cropUpload', {
    params: { id: file.upload_id },
    body: { ratio: RATIOS[shape] },
  })
  const media: readonly Media[] = post.media
  await save(page, media.toSpliced(at, 1, { ...file, upload_id: id }))
}
