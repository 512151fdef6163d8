import { ProblemError } from '../../ask.ts'
import { goTo, ownPath, readForm, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { Draft, Product } from './data.ts'
import { backIn, loadDraft, show } from './detail.ts'
import { changesIn, readGiven } from './given.ts'
import { draftsWords } from './words.ts'

/** Keeps what was corrected, and approves the draft if that was asked; both lead back to the list that one came from. */
export async function saveDraft(page: Page): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const form = await readForm(page)
  const draft = await loadDraft(page)
  const given = readGiven(form, draft)
  const isApproved = form.get('act') === 'approve'
  const back = backIn(form.get('back'))
  const changes = changesIn(given, draft)
  try {
    if (Object.keys(changes).length > 0)
      await page.ask(`PATCH /api/products/drafts/${draft.id}`, Draft, { body: changes })
    if (isApproved) await page.ask(`POST /api/products/drafts/${draft.id}/approve`, Product)
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await show(page, draft, { back, given, error })
  }
  const own = isApproved ? '/drafts' : `/drafts/${draft.id}`
  const flash = isApproved ? say('approved', { name: given.name }) : say('saved')
  return goTo(page, back === undefined ? own : ownPath(back), flash)
}
