import { refusable } from '../../../../console/kit/refusable.ts'
import { addressOf, goTo, ownPath, readForm } from '../../../../console/page.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { REFUSALS } from '../refusals.ts'
import { accountOf } from './account.ts'
import { ACTS } from './care.ts'
import { showAccount } from './detail.ts'
import type { Context } from './kit.ts'

const OPERATIONS = {
  resume: 'resumeAccount',
  check: 'checkAccount',
  login: 'loginAccount',
  pause: 'pauseAccount',
} as const satisfies Record<(typeof ACTS)[number], string>

/** An account after an act. */
export type Changed = { username: string; state: string }

/** Returns the state of an account after an act, for the person that asked for it. */
export const nowIs = ({ t, findText }: Context, { username, state }: Changed): string =>
  t('nowIs', { name: username, state: findText(`is_${state}`) ?? state })

/** Does it, and says what the account is then; a refusal is said on its page. */
export async function actOn(page: Context): Promise<Response> {
  const form = await readForm(page)
  const act = choiceIn(form, 'act', ACTS)
  const { id, state } = await accountOf(page)
  const call = page.api.call(OPERATIONS[act], { params: { id } })
  const { answer, refusal } = await refusable(call, REFUSALS)
  if (refusal) return await showAccount(page, refusal)
  const back = ownPath(form.get('back') ?? `/console/accounts/${id}`)
  // Only what worked is resumed as it was.
  if (act !== 'pause' || state !== 'active') return goTo(page, back, nowIs(page, answer))
  return goTo(page, back, nowIs(page, answer), {
    path: `/accounts/${id}/act`,
    label: page.t('common.undo'),
    fields: { act: 'resume', back: addressOf(back) },
  })
}
