/** Accounts that met a challenge, by target. */
export type SpentTargets = {
  /** Accounts that the target cost within the span, with this one; 0 if it had met it before. */
  spend(target: string, account: string, at: number): number
}

export function createSpentTargets(spanMs: number): SpentTargets {
  const targets = new Map<string, Map<string, number>>()
  return {
    spend(target, account, at) {
      const accounts = targets.get(target) ?? new Map<string, number>()
      for (const [each, metAt] of accounts) if (metAt <= at - spanMs) accounts.delete(each)
      const isNew = !accounts.has(account)
      targets.set(target, accounts.set(account, at))
      return isNew ? accounts.size : 0
    },
  }
}
