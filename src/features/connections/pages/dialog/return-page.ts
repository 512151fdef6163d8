import { html } from 'hono/html'
import type { AppError } from '../../../../base/errors.ts'
import type { Language } from '../../../../base/languages.ts'
import { messageOf } from '../../../../console/messages.ts'
import { causeWords } from '../../../../console/words/causes.ts'
import type { HttpContext } from '../../../../http/router.ts'
import { languageOf, textsIn } from './language.ts'
import { messages } from '../../texts/index.ts'

/** Nothing on the page comes from elsewhere, and it has neither scripts nor styles. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const CONSOLE_PAGE = '/console/own-accounts'

/** Relative, so that it leads to the host that the browser came to. */
export const consoleAddress = (
  page: string | null,
  query: Readonly<Record<string, string>>,
): string => `${page ?? CONSOLE_PAGE}?${new URLSearchParams(query).toString()}`

/** The end of a dialog, as far as the page says it. */
type Ending =
  | { kind: 'choices'; choices: readonly { username: string }[]; grant: string }
  | { kind: 'connected'; connected: { username: string; rightsMissing: readonly string[] } }

type Outcome = { ending: Ending; error?: never } | { error: AppError; ending?: never }

/** Shows how a dialog ended that a program began. */
export async function returnPage(
  c: HttpContext,
  { publicUrl, ...outcome }: Outcome & { publicUrl?: string | undefined },
): Promise<Response> {
  const language = languageOf(c)
  const { title, text } = wordsOf(language, outcome)
  const home = `${publicUrl ?? ''}${CONSOLE_PAGE}`
  const page = await html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${text}</p>
        <p><a href="${home}">gramd</a></p>
      </body>
    </html>`
  c.header('content-security-policy', POLICY)
  return c.html(page, outcome.error?.status ?? 200)
}

type Words = { title: string; text: string }

function wordsOf(language: Language, { ending, error }: Outcome): Words {
  const t = textsIn(language)
  if (error) return { title: t('backFailed'), text: causeOf(language, error) }
  if (ending.kind === 'choices') {
    const names = ending.choices.map(({ username }) => `@${username}`).join(', ')
    return { title: t('backWhich'), text: t('backChoices', { names, grant: ending.grant }) }
  }
  const { username, rightsMissing } = ending.connected
  const rights = rightsMissing.join(', ')
  const missing = rights === '' ? '' : ` ${t('backMissing', { rights })}`
  return { title: t('backConnected', { name: username }), text: `${t('backReads')}${missing}` }
}

/** Why it failed: in the language of the person where there is a text for it. */
function causeOf(language: Language, { code, message }: AppError): string {
  const defect = textsIn(language)('backDefect')
  if (code === 'defect') return defect
  if (language === 'en') return `${message}.`
  return (
    messageOf(language, messages, `end_${code}`) ?? messageOf(language, causeWords, code) ?? defect
  )
}
