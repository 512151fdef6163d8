import type { Choices } from './choices.ts'

export type Targets = { groups: string[]; accounts: string[] }

/**
 * Returns the groups and accounts that a form chooses. A group means all of its accounts, also
 * later ones; a group that has lost an account becomes its other accounts. Only accounts that the
 * form listed can be taken out.
 */
export function targetsIn(
  form: URLSearchParams,
  prior: Pick<Targets, 'groups'>,
  { accounts }: Choices,
): Targets {
  const listed = new Set(form.get('listed')?.split(' '))
  const ticked = new Set(form.getAll('account'))
  const chosen = new Set(form.getAll('group'))
  const had = new Set(prior.groups)
  const dropped = new Set<string>()
  for (const group of new Set([...chosen, ...had])) {
    const members = accounts.filter(({ id, groups }) => listed.has(id) && groups.includes(group))
    const areAll = members.every(({ id }) => ticked.has(id))
    // The box of the group decides where it was changed, and those of its accounts elsewhere.
    if (chosen.has(group) && had.has(group) && !areAll) chosen.delete(group)
    else if (!chosen.has(group) && areAll) for (const { id } of members) dropped.add(id)
  }
  const byGroup = new Set(
    accounts.flatMap(({ id, groups }) => (groups.some((each) => chosen.has(each)) ? id : [])),
  )
  const single = [...ticked].filter((id) => !byGroup.has(id) && !dropped.has(id))
  return { groups: [...chosen], accounts: single }
}
