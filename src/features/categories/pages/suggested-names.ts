import type { Context } from './kit.ts'

/** Names to suggest; people may write the name of another one. */
export async function suggestedNames({ api }: Context, except?: string): Promise<string[]> {
  const { data } = await api.call('listCategoryNames', { query: { limit: 200 } })
  return data.map(({ name }) => name).filter((name) => name !== except)
}
