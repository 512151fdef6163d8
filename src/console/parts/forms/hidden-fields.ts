import { html } from 'hono/html'

/** Hidden inputs of a form. */
export const hiddenFields = (
  query: Readonly<Record<string, string | readonly string[] | undefined>>,
) =>
  Object.entries(query).flatMap(([name, values]) =>
    [values ?? []]
      .flat()
      .map((value) => html`<input type="hidden" name="${name}" value="${value}" />`),
  )
