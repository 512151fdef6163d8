import { z } from '../../../http/router.ts'
import { goTo, ownPath, readFields, readForm, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { Account, accountOf, refusalIn } from './account.ts'
import { ACTS } from './care.ts'
import { showAccount } from './detail.ts'
import { accountsWords } from './words.ts'

/** What an account is after an act, for whoever asked for it. */
export function nowIs({ language }: Page, { username, state }: Account): string {
  const say = sayIn(language, accountsWords)
  return say('nowIs', { name: username, state: say(`is_${state}`) })
}

/** Does it, and says what the account is then; a refusal is said on its page. */
export async function actOn(page: Page): Promise<Response> {
  const form = await readForm(page)
  const { act } = readFields(z.object({ act: z.enum(ACTS) }), form)
  const { id } = await accountOf(page)
  try {
    const account = await page.ask(`POST /api/accounts/${id}/${act}`, Account)
    return goTo(page, ownPath(form.get('back') ?? `/console/accounts/${id}`), nowIs(page, account))
  } catch (error) {
    return await showAccount(page, refusalIn(error))
  }
}
