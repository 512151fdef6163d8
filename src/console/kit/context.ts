import type { html } from 'hono/html'
import type { Translate } from '../messages.ts'
import type { PageContext } from '../page.ts'

/** A request for a page of a feature: the shared context, and the texts of the feature. */
export type FeatureContext<Key extends string> = PageContext & {
  t: Translate<Key>
  /**
   * The text of a key that may not exist, such as one built from a code; undefined for a plural
   * text.
   */
  findText(key: string): string | undefined
  /** A parameter of the path, decoded. */
  param(name: string): string
}

export type Handler<Key extends string> = (context: FeatureContext<Key>) => Promise<Response>

/** The content of a template: text, which it escapes, or markup. */
export type Content = ReturnType<typeof html> | string | number | readonly Content[]

/** A context inside the kit: its keys and operations were checked where the page was declared. */
export type AnyContext = FeatureContext<string>
type AnyInput = { params?: object; query?: object; body?: object; ifMatch?: string | undefined }

/** Calls an operation whose name was checked where the page was declared. */
export const callAny = async (
  { api }: AnyContext,
  name: string,
  input: AnyInput = {},
): Promise<unknown> =>
  await (api.call as unknown as (name: string, input: AnyInput) => Promise<unknown>)(name, input)

/** Calls an operation whose answer has a version, which follows from its name. */
export const callVersioned = async (
  { api }: AnyContext,
  name: string,
  input: AnyInput = {},
): Promise<{ answer: object; version: string | null }> =>
  await (
    api.versioned as unknown as (
      name: string,
      input: AnyInput,
    ) => Promise<{ answer: object; version: string | null }>
  )(name, input)
