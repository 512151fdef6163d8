import { html } from 'hono/html'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { isEditable, loadPost, Upload, type Media, type Post } from './data.ts'
import { extrasWords } from './extras-words.ts'
import { addressOfStep } from './frame.ts'

/** Forms that feeds show whole, by what people call them. */
const RATIOS = { portrait: 4 / 5, square: 1, landscape: 1.91 } as const
type Shape = keyof typeof RATIOS
const SHAPES = ['portrait', 'square', 'landscape'] as const

/** A picture that has the form already, and is taken so, is not cut by a pixel. */
const NEAR = 0.01

/** Ways to cut a picture to a form that accounts take; none for a video. */
export function cropForm(
  { language }: Page,
  { post, upload, at }: { post: string; upload: Upload; at: number },
) {
  if (upload.kind === 'video') return ''
  const say = sayIn(language, extrasWords)
  const ratio = upload.width / upload.height
  const isUnfit = upload.fits.some(({ misfits }) => misfits.some(({ rule }) => rule === 'ratio'))
  const others = SHAPES.filter((shape) => isUnfit || Math.abs(ratio - RATIOS[shape]) > NEAR)
  return html`<form method="post" action="/console/posts/${post}/files/${at}/crop" data-morph>
    <span>${say('crop')}</span>
    ${others.map((shape) => html`<button class="link" name="shape" value="${shape}">${say(`crop_${shape}`)}</button> `)}
  </form>`
}

const shapeIn = (form: URLSearchParams): Shape | undefined =>
  SHAPES.find((shape) => shape === form.get('shape'))

type Ways = {
  showAgain: (page: Page, post: Post, error: ProblemError) => Promise<Response>
  save: (page: Page, media: readonly Media[]) => Promise<void>
}

/** Puts the middle of a picture in its place; what is said of the file stays. */
export async function cropPicture(page: Page, { showAgain, save }: Ways): Promise<Response> {
  const shape = shapeIn(await readForm(page))
  const at = Number(page.c.req.param('at'))
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  const [file] = post.media.slice(at)
  if (!file || !shape) return goTo(page, addressOfStep(post.id, 'files'))
  try {
    const { id } = await page.ask(`POST /api/uploads/${file.upload_id}/crop`, Upload, {
      body: { ratio: RATIOS[shape] },
    })
    await save(page, post.media.toSpliced(at, 1, { ...file, upload_id: id }))
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await showAgain(page, post, error)
  }
  return goTo(page, addressOfStep(post.id, 'files'), sayIn(page.language, extrasWords)('cropped'))
}
