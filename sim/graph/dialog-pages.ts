import type { LoginRequest } from './dialogs.ts'
import type { Directory, Person } from './world/accounts.ts'

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const framed = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font:16px system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem}fieldset{margin:1rem 0}label{display:block;padding:.25rem 0}</style>
</head><body><h1>${title}</h1>${body}</body></html>`

/** The page of a dialog that cannot go on. */
export const faultPage = (message: string): string =>
  framed('Sorry, something went wrong', `<p role="alert">${escape(message)}</p>`)

/** The page that asks for consent; its form goes to the same address. */
export function consentPage(
  request: LoginRequest,
  persons: readonly Person[],
  { pages, accounts }: Directory,
): string {
  const isFacebook = request.login === 'facebook'
  const choices = persons
    .filter(({ igIds }) => isFacebook || igIds.length > 0)
    .slice(0, 50)
    .map(({ key }) => `<option>${escape(key)}</option>`)
  const rights = request.rights.map(
    (right) =>
      `<input type="hidden" name="offered" value="${right}"><label><input type="checkbox" ` +
      `name="right" value="${right}" checked> ${right}</label>`,
  )
  const names = persons
    .slice(0, 50)
    .flatMap(({ pageIds, igIds }) =>
      isFacebook
        ? pageIds.map((id) => pages.get(id)?.name ?? '')
        : igIds.map((id) => accounts.get(id)?.username ?? ''),
    )
  const things = isFacebook
    ? `<fieldset><legend>Pages</legend><input type="hidden" name="choose_pages" value="1">${names
        .map(
          (name) =>
            `<label><input type="checkbox" name="page" value="${escape(name)}" checked> ${escape(name)}</label>`,
        )
        .join('')}</fieldset>`
    : ''
  return framed(
    isFacebook ? 'Log in with Facebook' : 'Log in with Instagram',
    `<form method="post"><label>Continue as <select name="as">${choices.join('')}</select></label>
<fieldset><legend>gramd asks for</legend>${rights.join('')}</fieldset>${things}
<button>Allow</button> <button name="deny" value="1">Cancel</button></form>`,
  )
}
