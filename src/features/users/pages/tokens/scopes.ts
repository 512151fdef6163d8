import { html } from 'hono/html'
import { SCOPES, type Scope } from '../../../../base/roles.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import type { Context } from './kit.ts'

/** The tasks of programs with the rights that each of them needs. */
const TASKS = {
  find: ['creators:read', 'creators:write', 'lists:read', 'lists:write', 'exports:read'],
  own: ['own:read', 'own:write', 'own:all'],
  publish: ['publishing:read', 'publishing:write'],
  operate: [
    'tasks:read',
    'tasks:write',
    'ai:read',
    'ai:write',
    'accounts:read',
    'accounts:write',
    'notifications:read',
    'notifications:write',
    'system:read',
    'system:write',
  ],
  people: ['users:read', 'users:write', 'audit:read', 'erasure:read', 'erasure:write'],
} as const satisfies Record<string, readonly Scope[]>

type Task = keyof typeof TASKS
/** Names a right that belongs to no task; the type is `true` while there is none. */
type AreAllNamed = Exclude<Scope, (typeof TASKS)[Task][number]> extends never ? true : never
const ARE_ALL_NAMED: AreAllNamed = true

const TASK_NAMES = Object.keys(TASKS) as Task[]

type Underscored<Text> = Text extends `${infer Area}:${infer Right}` ? `${Area}_${Right}` : never

/** Returns what a right allows, in words. */
function scopeText({ t }: Context, scope: Scope): string {
  const key = scope.replace(':', '_') as Underscored<Scope>
  return t(`scope_${key}`)
}

/** Returns the rights of a token in words. */
export const scopeTexts = (page: Context, scopes: readonly Scope[]): string =>
  ARE_ALL_NAMED && scopes.length === SCOPES.length
    ? page.t('everything')
    : scopes.map((scope) => scopeText(page, scope)).join(', ')

type Choice = { chosen: readonly string[]; fault: string | undefined }

/** The choice of rights that the user may pass on, by what programs do with them. */
export function scopeChoice(page: Context, { chosen, fault }: Choice) {
  const { t } = page
  const groups = TASK_NAMES.map((name) => ({
    name,
    scopes: TASKS[name].filter((scope) => page.may(scope)),
  }))
  return html`<div class="scopes">
    <p class="${fault === undefined ? 'hint' : 'fault'}" id="scopes-note">
      ${fault ?? t('scopesHint')}
    </p>
    ${groups
      .filter(({ scopes }) => scopes.length > 0)
      .map(
        ({ name, scopes }) =>
          html`<fieldset aria-describedby="scopes-note">
            <legend>${t(`task_${name}`)}</legend>
            ${scopes.map(
              (scope) =>
                html`<label>
                  <input
                    type="checkbox"
                    name="scopes"
                    id="scope-${scope}"
                    value="${scope}"
                    ${boolAttr(chosen.includes(scope), 'checked')}
                  />
                  ${scopeText(page, scope)}
                </label>`,
            )}
          </fieldset>`,
      )}
  </div>`
}
