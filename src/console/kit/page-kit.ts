import type { Routes } from './routes.ts'
import type { OperationName } from '../api.ts'
import { messageOf, translator, withShared, type KeysOf, type Messages } from '../messages.ts'
import type { ConsolePage, PageContext, Route } from '../page.ts'
import { frameMessages as commonMessages } from '../words/frame.ts'
import { bulkActs, type BulkActs, type Bulk } from './bulk-acts.ts'
import type { Handler, FeatureContext } from './context.ts'
import { editPages, type Edit, type EditKeys } from './edit-pages.ts'
import { listPage, type List } from './list-page.ts'

type Declared<Key extends string> = Pick<ConsolePage, 'path' | 'nav' | 'home'> & {
  routes: Routes<Key>
}

type Common = { common: typeof commonMessages }

/** The context that handlers of a kit get. */
export type ContextOf<Kit> = Kit extends { definePage(declared: Declared<infer Key>): unknown }
  ? FeatureContext<Key>
  : never

/** The handlers of a page of a kit. */
export type RoutesOf<Kit> = Kit extends { definePage(declared: Declared<infer Key>): unknown }
  ? Routes<Key>
  : never

/**
 * Creates the kit that declares the pages of a feature. `t` has the feature's texts, and shared
 * ones under their names.
 */
export function pageKit<
  Own extends Messages,
  const Shared extends Readonly<Record<string, Messages>> = Common,
>(own: Own, shared?: Shared) {
  type Key = KeysOf<Own, Shared & Common>
  const messages = withShared(own, { common: commonMessages, ...shared }) as Messages<Key>
  return {
    definePage: (declared: Declared<Key>): ConsolePage => definePage(messages, declared),
    listPage: <Name extends OperationName>(list: List<Key, Name>): Handler<Key> => listPage(list),
    bulkActs: (declared: Bulk<Key>): BulkActs<Key> => bulkActs(declared),
    editPages: <Create extends OperationName, Read extends OperationName>(
      edit: Edit<Key, Create, Read> & RequireKeys<Exclude<EditKeys, Key>>,
    ): Routes<Key> => editPages(edit),
  }
}

/** Makes the compiler name the missing texts. */
type RequireKeys<Missing> = [Missing] extends [never] ? unknown : { missingTexts: Missing }

function definePage<Key extends string>(
  messages: Messages<Key>,
  { path, nav, home, routes }: Declared<Key>,
): ConsolePage {
  const bound = Object.entries(routes).map(([route, declared]): Route => {
    const [method, at = ''] = route.split(' ')
    const { handle, ...flags } = typeof declared === 'function' ? { handle: declared } : declared
    return {
      method: method === 'POST' ? 'POST' : 'GET',
      path: at,
      ...flags,
      handle: async (page) => await handle(contextOf(messages, page)),
    }
  })
  const words = messages as Messages<Key | 'title'>
  return { path, nav, words, routes: bound, ...(home && { home }) }
}

const contextOf = <Key extends string>(
  messages: Messages<Key>,
  page: PageContext,
): FeatureContext<Key> => ({
  ...page,
  t: translator(page.language, messages),
  findText: (key) => messageOf(page.language, messages, key),
  param: (name) => page.c.req.param(name) ?? '',
})
